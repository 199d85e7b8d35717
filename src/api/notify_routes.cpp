#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/notify_bodies.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "services/notifier.hpp"

namespace furtka::api {
namespace {

NotifyTargetParts parts_of(const Notifier& notifier, const NotifyTarget& target)
{
    auto status = notifier.status(target.id);
    return {.target = target, .sent_at = status.sent_at, .error = std::move(status.failed)};
}

} // namespace

Task<http::Response> list_notify_targets(Call call)
{
    const auto& notifier = call.api.services.notifier;
    std::vector<NotifyTargetParts> parts;
    for (const auto& target : notifier.targets()) parts.push_back(parts_of(notifier, target));
    co_return json_reply(200, notify_targets_json(parts));
}

Task<http::Response> add_notify_target(Call call)
{
    auto& notifier = call.api.services.notifier;
    const auto wanted = parse_notify_target(call.request.body);
    if (!wanted) co_return problem(wanted.error());
    const auto added = co_await notifier.add(*wanted);
    if (!added) co_return problem(added.error());
    co_return json_reply(200, notify_target_json(parts_of(notifier, *added)));
}

Task<http::Response> remove_notify_target(Call call)
{
    const auto removed = co_await call.api.services.notifier.remove(std::string(call.part));
    if (!removed) co_return problem(removed.error());
    co_return json_reply(200, "{}");
}

Task<http::Response> test_notify_target(Call call)
{
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    const auto sent = co_await call.api.services.notifier.test(std::string(call.part));
    if (!sent) co_return problem(sent.error());
    co_return json_reply(200, R"({"sent":true})");
}

} // namespace furtka::api
