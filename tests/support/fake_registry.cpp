#include "support/fake_registry.hpp"

namespace furtka::test {

void FakeRegistry::is_down()
{
    Error error{.kind = ErrorKind::unavailable,
        .key = "registry_unreachable",
        .message = "wanted a connection to the registry, found none",
        .hint = "try again later"};
    fail("digest", std::move(error), always);
}

Task<Result<Digest>> FakeRegistry::digest(ImageRef ref, EngineInfo /*engine*/)
{
    if (ref.pinned()) co_return Digest{ref.digest};
    const std::string name = ref.familiar();
    CO_CHECK(co_await enter("digest " + name));
    const auto found = digests_.find(name);
    if (found != digests_.end()) co_return found->second;
    co_return furtka::fail({.kind = ErrorKind::not_found,
        .key = "image_not_found",
        .message = "wanted " + name + ", and " + ref.registry + " has no such image",
        .hint = "check the name and the tag in the compose file"});
}

} // namespace furtka::test
