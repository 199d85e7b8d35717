#include "api/api.hpp"

#include "api/guard.hpp"
#include "api/handlers.hpp"
#include "api/problem.hpp"

#include <fmt/format.h>

namespace furtka::api {
namespace {

http::Response unknown_route(const http::Request& request)
{
    return problem({.kind = ErrorKind::not_found,
        .key = "route_unknown",
        .message = fmt::format("there is no {}", request.path.substr(0, 200)),
        .hint = "the calls are listed in /api/openapi.json"});
}

http::Response wrong_method(const http::Request& request, std::string allow)
{
    auto response = problem({.kind = ErrorKind::invalid,
        .key = "method_not_allowed",
        .message = fmt::format("{} is not a method of {}", request.method.substr(0, 20), request.path.substr(0, 200)),
        .hint = "use " + allow});
    response.headers.add("Allow", std::move(allow));
    return response;
}

/// Everything that is not in the route table.
http::Response other_answer(const http::Request& request, std::string allow)
{
    if (!allow.empty()) return wrong_method(request, std::move(allow));
    auto page = page_file(request);
    if (!page) return unknown_route(request);
    if (request.method != "GET" && request.method != "HEAD") return wrong_method(request, "GET, HEAD");
    return *std::move(page);
}

} // namespace

struct Api::State {
    Context context;
};

Api::Api(Services services, Options options)
    : state_(std::make_unique<State>(Context{.services = std::move(services), .options = std::move(options)}))
{
}

Api::~Api() = default;

Task<http::Response> Api::answer(http::Request request)
{
    auto& context = state_->context;
    const auto checked = check_request(request, context.options.allowed_hosts);
    if (!checked) co_return problem(checked.error());
    const auto match = find_route(request.method, request.path);
    if (match.route == nullptr) co_return other_answer(request, match.allow);
    const auto needs = match.route->needs;
    auto& services = context.services;
    if (needs != Needs::nothing && !services.picture_loaded.is_open()) co_await services.picture_loaded.wait();
    if (needs == Needs::choices && !services.choices_loaded.is_open()) co_await services.choices_loaded.wait();
    if (needs == Needs::picture_and_jobs && !services.jobs_loaded.is_open()) co_await services.jobs_loaded.wait();
    const Call call{.api = context, .request = request, .part = match.part};
    auto response = co_await match.route->handler(call);
    co_return response;
}

} // namespace furtka::api
