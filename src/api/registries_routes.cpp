#include "api/handlers.hpp"
#include "api/problem.hpp"
#include "api/registries_json.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"

namespace furtka::api {
namespace {

Task<http::Response> registries_reply(RegistryAccounts& accounts)
{
    const auto known = co_await accounts.list();
    if (!known) co_return problem(known.error());
    co_return json_reply(200, registries_json(*known));
}

} // namespace

Task<http::Response> list_registries(Call call) { return registries_reply(call.api.services.registries); }

Task<http::Response> log_in_registry(Call call)
{
    auto& accounts = call.api.services.registries;
    auto asked = parse_login_body(call.request.body);
    if (!asked) co_return problem(asked.error());
    RegistryLogin login{.username = std::move(asked->username), .password = std::move(asked->password)};
    const auto kept = co_await accounts.log_in(asked->registry, std::move(login));
    if (!kept) co_return problem(kept.error());
    auto response = co_await registries_reply(accounts);
    co_return response;
}

Task<http::Response> log_out_registry(Call call)
{
    auto& accounts = call.api.services.registries;
    const auto forgotten = co_await accounts.log_out(std::string(call.part));
    if (!forgotten) co_return problem(forgotten.error());
    auto response = co_await registries_reply(accounts);
    co_return response;
}

} // namespace furtka::api
