#include "api/handlers.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "api/reply.hpp"
#include "api/views.hpp"
#include "base/counted.hpp"
#include "http/sse.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace furtka::api {
namespace {

constexpr std::size_t most_log_streams = 64;
constexpr std::size_t largest_log = 16 * 1024 * 1024; ///< bytes of one answer
constexpr int most_lines = 10'000;

struct LogQuery {
    std::optional<std::string> service;
    LogRequest request;
};

Error bad_query(std::string_view name, std::string_view value, std::string_view wanted)
{
    return {.kind = ErrorKind::invalid,
        .key = "query_value",
        .message = fmt::format("{} is \"{}\", wanted is {}", name, value.substr(0, 40), wanted),
        .hint = "the parameters of each call are in /api/openapi.json",
        .details = {{"member", std::string(name)}}};
}

Result<LogQuery> parse_query(const http::Request& request)
{
    LogQuery query;
    if (const auto service = request.query_value("service"); service && !service->empty())
        query.service = std::string(*service);
    if (const auto tail = request.query_value("tail")) {
        const auto [end, problem] = std::from_chars(tail->data(), tail->data() + tail->size(), query.request.tail);
        const bool whole = problem == std::errc{} && end == tail->data() + tail->size();
        if (!whole || query.request.tail < 0 || query.request.tail > most_lines) {
            return fail(bad_query("tail", *tail, "a number of lines from 0 to 10000"));
        }
    }
    if (const auto follow = request.query_value("follow")) {
        if (*follow != "0" && *follow != "1") return fail(bad_query("follow", *follow, "0 or 1"));
        query.request.follow = *follow == "1";
    }
    return query;
}

/// Text of a log: lines of several services have their service in front.
struct LogText {
    bool with_names = false;
    std::string text;
};

Task<bool> add_line(std::shared_ptr<LogText> log, ServiceLine line)
{
    if (log->text.size() + line.line.size() > largest_log) {
        log->text += "(the rest is left out: over 16 MiB)\n";
        co_return false;
    }
    if (log->with_names) {
        log->text += line.service;
        log->text += " | ";
    }
    log->text += line.line;
    log->text += '\n';
    co_return true;
}

Task<http::Response> log_text(Services& services, AppName app, LogQuery query)
{
    const auto log = std::make_shared<LogText>();
    log->with_names = !query.service;
    auto sink = [log](ServiceLine line) { return add_line(log, std::move(line)); };
    const auto read = co_await services.logs.read(app, query.service, query.request, std::move(sink));
    if (!read) co_return problem(read.error());
    co_return text_reply(200, "text/plain; charset=utf-8", std::move(log->text));
}

Task<bool> send_line(http::BodyWriter& writer, ServiceLine line)
{
    const auto event = http::format_event({.name = "log", .data = log_line_json(line.service, line.line)});
    const auto sent = co_await writer.write(event);
    co_return sent.has_value();
}

// The stream has begun, so a failure can only be told inside it: `end` with the error as its data.
Task<void> follow_log(Context& api, AppName app, LogQuery query, http::BodyWriter& writer)
{
    using namespace boost::asio::experimental::awaitable_operators;
    auto sink = [&writer](ServiceLine line) { return send_line(writer, std::move(line)); };
    auto reading = api.services.logs.read(app, query.service, query.request, std::move(sink));
    const auto first = co_await (std::move(reading) || writer.closed());
    if (first.index() != 0) co_return;
    const auto& read = std::get<0>(first);
    const auto event = http::format_event({.name = "end", .data = log_end_json(read ? nullptr : &read.error())});
    [[maybe_unused]] const auto sent = co_await writer.write(event);
}

Task<void> counted_follow(Context& api, AppName app, LogQuery query, http::BodyWriter& writer)
{
    const Counted open(api.log_streams);
    co_await follow_log(api, std::move(app), std::move(query), writer);
}

/// What can be told before the stream begins.
Result<void> check_follow(const Context& api, const AppName& app, const LogQuery& query)
{
    const auto* view = api.services.picture.find(app.text());
    if (view == nullptr) return fail(app_not_installed(app.text()));
    const auto named = [&](const ServiceCondition& service) { return service.name == query.service; };
    if (query.service && std::ranges::none_of(view->condition.services, named)) {
        return fail({.kind = ErrorKind::not_found,
            .key = "service_unknown",
            .message = fmt::format("{} has no service {}", app.text(), query.service->substr(0, 100)),
            .hint = "see the app's services"});
    }
    if (*api.log_streams < most_log_streams) return {};
    return fail({.kind = ErrorKind::unavailable,
        .key = "too_many_log_streams",
        .message = fmt::format("{} logs are being followed already", most_log_streams),
        .hint = "close some of the pages or programs that follow logs"});
}

} // namespace

Task<http::Response> show_logs(Call call)
{
    auto& api = call.api;
    const auto app = app_of_path(api.services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto query = parse_query(call.request);
    if (!query) co_return problem(query.error());
    if (!query->request.follow) {
        auto response = co_await log_text(api.services, *app, *query);
        co_return response;
    }
    const auto checked = check_follow(api, *app, *query);
    if (!checked) co_return problem(checked.error());
    co_return event_reply(
        [&api, app = *app, query = *query](http::BodyWriter& writer) { return counted_follow(api, app, query, writer); });
}

} // namespace furtka::api
