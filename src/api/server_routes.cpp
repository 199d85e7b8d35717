#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/views.hpp"
#include "base/counted.hpp"
#include "http/sse.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fmt/format.h>

namespace furtka::api {
namespace {

constexpr std::size_t most_stats_streams = 64;

Task<bool> send_samples(http::BodyWriter& writer, std::vector<ServiceStats> samples)
{
    const auto event = http::format_event({.name = "stats", .data = stats_json(samples)});
    const auto sent = co_await writer.write(event);
    co_return sent.has_value();
}

Task<void> follow_stats(Context& api, std::string app, http::BodyWriter& writer)
{
    using namespace boost::asio::experimental::awaitable_operators;
    const Counted open(api.stats_streams);
    auto sink = [&writer](std::vector<ServiceStats> samples) { return send_samples(writer, std::move(samples)); };
    [[maybe_unused]] const auto ended =
        co_await (api.services.stats.follow(std::move(app), std::move(sink)) || writer.closed());
}

} // namespace

Task<http::Response> show_server(Call call)
{
    auto& services = call.api.services;
    const auto disk = services.machine.disk(call.api.options.disk_folder);
    if (!disk) co_return problem(disk.error());
    co_return json_reply(200, server_json(services.machine.figures(), *disk, engine_parts(services.picture.engine())));
}

Task<http::Response> list_folders(Call call)
{
    const auto path = call.request.query_value("path").value_or("");
    const auto found = co_await call.api.services.browse.run(std::string(path));
    if (!found) co_return problem(found.error());
    co_return json_reply(200, folders_json(*found));
}

Task<http::Response> show_stats(Call call)
{
    auto& api = call.api;
    const auto app = app_of_path(api.services.picture, call.part);
    if (!app) co_return problem(app.error());
    if (api.services.picture.find(app->text()) == nullptr) co_return problem(app_not_installed(app->text()));
    if (*api.stats_streams >= most_stats_streams) {
        co_return problem({.kind = ErrorKind::unavailable,
            .key = "too_many_stats_streams",
            .message = fmt::format("{} pages follow the figures of apps already", most_stats_streams),
            .hint = "close some of them"});
    }
    co_return event_reply(
        [&api, name = app->text()](http::BodyWriter& writer) { return follow_stats(api, std::string(name), writer); });
}

} // namespace furtka::api
