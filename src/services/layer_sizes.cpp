#include "services/layer_sizes.hpp"

#include <string_view>
#include <utility>

namespace furtka {
namespace {

/// As the lines of a pull name a layer: the first 12 hex digits of its digest.
std::string_view short_name(std::string_view digest)
{
    constexpr std::size_t length = 12;
    const auto colon = digest.find(':');
    return colon == std::string_view::npos ? digest : digest.substr(colon + 1, length);
}

} // namespace

Task<void> learn_sizes(World world, EngineInfo engine, ImageRef ref, Digest pulled, PullProgress& progress)
{
    if (pulled.text.empty()) co_return;
    ref.tag.clear();
    ref.digest = pulled.text;
    auto document = co_await world.registry.document(ref, engine);
    if (document && document->is_index) {
        const auto manifest = platform_digest(*document, Platform{.architecture = engine.architecture});
        if (!manifest) co_return;
        ref.digest = manifest->text;
        document = co_await world.registry.document(ref, std::move(engine));
    }
    if (!document) co_return;
    progress.set_size(short_name(document->config.digest), document->config.size);
    for (const auto& layer : document->layers) progress.set_size(short_name(layer.digest), layer.size);
}

} // namespace furtka
