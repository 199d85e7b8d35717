#include "api/catalog_bodies.hpp"
#include "api/handlers.hpp"
#include "api/job_reply.hpp"
#include "api/messages_catalogs.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/request_bodies.hpp"
#include "services/catalogs.hpp"
#include "services/own_apps.hpp"

namespace furtka::api {
namespace {

Task<http::Response> catalogs_reply(Services& services)
{
    const auto& catalogs = services.catalogs;
    const OwnCatalogParts own{.folder = services.own_apps.folder().string(), .apps = co_await services.own_apps.count()};
    std::vector<CatalogParts> parts;
    for (const auto& view : catalogs.list())
        parts.push_back({.source = view.source, .state = view.state, .status = view.status, .next_at = view.next_at});
    co_return json_reply(200, catalogs_json(own, parts, catalogs.interval()));
}

} // namespace

Task<http::Response> list_catalogs(Call call) { return catalogs_reply(call.api.services); }

Task<http::Response> add_catalog(Call call)
{
    auto& catalogs = call.api.services.catalogs;
    const auto body = parse_add_catalog(call.request.body);
    if (!body) co_return problem(body.error());
    const auto added = co_await catalogs.add(body->source, body->position);
    if (!added) co_return problem(added.error());
    auto response = co_await job_reply(call, catalogs.begin_sync(body->source.name), WaitByDefault::no);
    co_return response;
}

Task<http::Response> change_catalog(Call call)
{
    auto& catalogs = call.api.services.catalogs;
    const std::string name(call.part);
    const auto* known = catalogs.find(name);
    if (known == nullptr) co_return problem(unknown_catalog(name));
    auto source = parse_change_catalog(call.request.body, known->source);
    if (!source) co_return problem(source.error());
    const auto changed = co_await catalogs.change(*std::move(source));
    if (!changed) co_return problem(changed.error());
    auto response = co_await job_reply(call, catalogs.begin_sync(name), WaitByDefault::no);
    co_return response;
}

Task<http::Response> remove_catalog(Call call)
{
    auto& catalogs = call.api.services.catalogs;
    const auto removed = co_await catalogs.remove(std::string(call.part));
    if (!removed) co_return problem(removed.error());
    auto response = co_await catalogs_reply(call.api.services);
    co_return response;
}

Task<http::Response> order_catalogs(Call call)
{
    auto& catalogs = call.api.services.catalogs;
    auto names = parse_catalog_order(call.request.body);
    if (!names) co_return problem(names.error());
    const auto ordered = co_await catalogs.reorder(*std::move(names));
    if (!ordered) co_return problem(ordered.error());
    auto response = co_await catalogs_reply(call.api.services);
    co_return response;
}

Task<http::Response> sync_catalog(Call call)
{
    const auto body_ok = expect_no_members(call.request.body);
    if (!body_ok) co_return problem(body_ok.error());
    auto& catalogs = call.api.services.catalogs;
    auto response = co_await job_reply(call, catalogs.begin_sync(std::string(call.part)), WaitByDefault::no);
    co_return response;
}

} // namespace furtka::api
