#include "services/offered_image.hpp"

#include <utility>

namespace furtka {

Task<Result<OfferedImage>> offered_image(Registry& registry, ImageRef ref, Platform wanted, EngineInfo engine)
{
    OfferedImage offered;
    CO_TRY(offered.tag, co_await registry.digest(ref, engine));
    offered.manifest = offered.tag;
    ref.tag.clear();
    ref.digest = offered.tag.text;
    CO_TRY(offered.document, co_await registry.document(ref, engine));
    if (offered.document.is_index) {
        offered.manifest = platform_digest(offered.document, wanted);
        if (!offered.manifest) co_return offered;
        ref.digest = offered.manifest->text;
        CO_TRY(offered.document, co_await registry.document(ref, engine));
    }
    const Digest config{offered.document.config.digest};
    CO_TRY(offered.config, co_await registry.config(ref, config, std::move(engine)));
    co_return offered;
}

} // namespace furtka
