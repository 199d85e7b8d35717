#include "support/fake_registry.hpp"

namespace furtka::test {
namespace {

Error none_such(const std::string& name, const ImageRef& ref)
{
    return {.kind = ErrorKind::not_found,
        .key = "image_not_found",
        .message = "wanted " + name + ", and " + ref.registry + " has no such image",
        .hint = "check the name and the tag in the compose file"};
}

template <class T>
Result<T> found_in(const std::map<std::string, T>& known, const std::string& name, const ImageRef& ref)
{
    const auto found = known.find(name);
    if (found != known.end()) return found->second;
    return furtka::fail(none_such(name, ref));
}

} // namespace

void FakeRegistry::is_down()
{
    const Error error{.kind = ErrorKind::unavailable,
        .key = "registry_unreachable",
        .message = "wanted a connection to the registry, found none",
        .hint = "try again later"};
    for (const auto* call : {"digest", "document", "config", "tags", "login"}) fail(call, error, always);
}

Task<Result<Digest>> FakeRegistry::digest(ImageRef ref, EngineInfo /*engine*/)
{
    if (ref.pinned()) co_return Digest{ref.digest};
    const std::string name = ref.familiar();
    CO_CHECK(co_await enter("digest " + name));
    co_return found_in(digests_, name, ref);
}

Task<Result<ImageDocument>> FakeRegistry::document(ImageRef ref, EngineInfo /*engine*/)
{
    const std::string name = ref.familiar();
    CO_CHECK(co_await enter("document " + name));
    co_return found_in(documents_, name, ref);
}

Task<Result<ImageConfig>> FakeRegistry::config(ImageRef ref, Digest config, EngineInfo /*engine*/)
{
    CO_CHECK(co_await enter("config " + ref.familiar_repository()));
    co_return found_in(configs_, config.text, ref);
}

Task<Result<std::vector<std::string>>> FakeRegistry::tags(ImageRef ref, EngineInfo /*engine*/)
{
    CO_CHECK(co_await enter("tags " + ref.familiar_repository()));
    co_return found_in(tags_, ref.familiar_repository(), ref);
}

Task<Result<void>> FakeRegistry::try_login(std::string registry, RegistryLogin login, EngineInfo /*engine*/)
{
    const auto who = registry + " " + login.username;
    CO_CHECK(co_await enter("login " + who));
    const auto known = passwords.find(who);
    if (known != passwords.end() && known->second == login.password) co_return Result<void>{};
    co_return furtka::fail({.kind = ErrorKind::denied,
        .key = "registry_login",
        .message = registry + " refuses the login",
        .hint = "check the name and the password",
        .details = {{"registry", registry}}});
}

} // namespace furtka::test
