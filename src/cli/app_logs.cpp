#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include "http/json_lines.hpp"
#include "http/sse.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace furtka::cli {
namespace {

Result<std::string> query_of(const Invocation& invocation)
{
    std::string query = invocation.has("--follow") ? "?follow=1" : "?follow=0";
    if (const auto service = invocation.value("--service")) query += "&service=" + http::percent_encode(*service);
    if (const auto tail = invocation.value("--tail")) {
        int lines = -1;
        const auto [end, problem] = std::from_chars(tail->data(), tail->data() + tail->size(), lines);
        if (problem != std::errc{} || end != tail->data() + tail->size() || lines < 0 || lines > 10'000) {
            return usage(fmt::format("--tail is \"{}\", wanted is a number of lines from 0 to 10000", printable(*tail)),
                "for example: --tail 50");
        }
        query += fmt::format("&tail={}", lines);
    }
    return query;
}

// What an app writes must not drive the terminal: colours pass, all else that is no text does not. A file gets it as it is.
std::string shown_line(std::string_view line, bool on_terminal)
{
    if (!on_terminal) return std::string(line) + "\n";
    const auto text = printable_log(line);
    const bool coloured = text.find('\x1b') != std::string::npos;
    return text + (coloured ? "\x1b[0m\n" : "\n");
}

Outcome print_log(Session& session, const std::string& target)
{
    auto& console = session.console;
    const bool on_terminal = console.looks().out_terminal;
    constexpr std::size_t longest_line = std::size_t{32} * 1024 * 1024;
    http::LineSplitter lines([&](std::string_view line) { console.out(shown_line(line, on_terminal)); }, longest_line);
    const auto take = [&](std::string_view piece) {
        if (on_terminal) return lines.feed(piece);
        console.out(piece);
        return true;
    };
    CHECK(session.daemon.stream(target, take));
    lines.finish();
    return 0;
}

Outcome follow_log(Session& session, const std::string& target, bool with_names)
{
    auto& console = session.console;
    const bool on_terminal = console.looks().out_terminal;
    std::optional<Error> problem;
    bool ended = false;
    http::SseParser events([&](const http::SseEvent& event) {
        const auto data = parse_object(event.data);
        if (!data) return;
        if (event.name == "log") {
            const auto line = text_of(*data, "line");
            console.out(
                shown_line(with_names ? fmt::format("{} | {}", text_of(*data, "service"), line) : line, on_terminal));
        } else if (event.name == "end") {
            ended = true;
            const auto& error = member(*data, "error");
            if (!error.is_object()) return;
            problem = {.kind = ErrorKind::upstream,
                .key = text_of(error, "key"),
                .message = text_of(error, "detail"),
                .hint = text_of(error, "hint")};
        }
    });
    const auto streamed =
        session.daemon.stream(target, [&](std::string_view piece) { return events.feed(piece) && !ended; });
    if (!streamed && !ended) return fail(streamed.error());
    if (problem) return fail(*problem);
    return 0;
}

} // namespace

Outcome app_logs(Session& session, const Invocation& invocation)
{
    TRY(const auto query, query_of(invocation));
    const auto target = app_target(invocation.arguments.front(), "/logs" + query);
    if (invocation.has("--follow")) return follow_log(session, target, !invocation.has("--service"));
    return print_log(session, target);
}

} // namespace furtka::cli
