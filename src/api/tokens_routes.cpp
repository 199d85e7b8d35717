#include "api/access_bodies.hpp"
#include "api/handlers.hpp"
#include "api/messages_access.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"

#include <fmt/format.h>

#include <charconv>

namespace furtka::api {
namespace {

Result<std::int64_t> number_query(
    const http::Request& request, std::string_view name, std::int64_t standard, std::int64_t most)
{
    const auto text = request.query_value(name);
    if (!text) return standard;
    std::int64_t number = 0;
    const auto [end, broken] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (broken == std::errc{} && end == text->data() + text->size() && number >= 1 && number <= most) return number;
    return fail({.kind = ErrorKind::invalid,
        .key = "query_value",
        .message = fmt::format("{} is \"{}\", wanted is a number from 1 to {}", name, text->substr(0, 40), most),
        .hint = "the parameters of each call are in /api/openapi.json",
        .details = {{"member", std::string(name)}}});
}

Result<AuditQuery> audit_query(const http::Request& request)
{
    constexpr std::int64_t standard = 100;
    constexpr std::int64_t most = 1'000;
    constexpr std::int64_t largest_id = std::int64_t{1} << 53U;
    TRY(const auto count, number_query(request, "limit", standard, most));
    TRY(const auto before, number_query(request, "before", largest_id, largest_id));
    return AuditQuery{.most = static_cast<std::size_t>(count), .before = before};
}

} // namespace

Task<http::Response> list_tokens(Call call)
{
    co_return json_reply(200, tokens_json(call.api.services.access.book.tokens()));
}

Task<http::Response> make_token(Call call)
{
    const auto request = parse_token_body(call.request.body);
    if (!request) co_return problem(request.error());
    call.note.about(request->name);
    const auto made = co_await call.api.services.access.manage.make_token(call.caller, *request);
    if (!made) co_return problem(made.error());
    co_return json_reply(200, made_token_json(*made));
}

Task<http::Response> revoke_token(Call call)
{
    const auto revoked = co_await call.api.services.access.manage.revoke_token(std::string(call.part));
    if (!revoked) co_return problem(revoked.error());
    call.note.about(revoked->name);
    co_return json_reply(200, "{}");
}

Task<http::Response> show_audit(Call call)
{
    const auto query = audit_query(call.request);
    if (!query) co_return problem(query.error());
    const auto entries = co_await call.api.services.access.audit.list(*query);
    if (!entries) co_return problem(entries.error());
    co_return json_reply(200, audit_json(*entries));
}

} // namespace furtka::api
