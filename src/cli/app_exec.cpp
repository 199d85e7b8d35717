#include "cli/json_read.hpp"
#include "cli/live_terminal.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"
#include "http/websocket.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include <memory>
#include <optional>

namespace furtka::cli {
namespace {

/// What the daemon told last.
struct Told {
    std::string reason;
    std::optional<int> code;
    std::optional<Error> problem;
    bool left = false; ///< from this side
};

void read_control(std::string_view text, Told& told)
{
    const auto message = parse_object(text);
    if (!message) return;
    const auto type = text_of(*message, "type");
    if (type == "exit") {
        told.reason = text_of(*message, "reason");
        if (member(*message, "code").is_number()) told.code = static_cast<int>(number_of(*message, "code"));
    } else if (type == "error") {
        told.problem = {.kind = ErrorKind::upstream,
            .key = text_of(*message, "key"),
            .message = text_of(*message, "detail"),
            .hint = text_of(*message, "hint")};
    }
}

Task<void> show_output(http::WebSocket& socket, LiveTerminal& terminal, Told& told)
{
    for (;;) {
        const auto message = co_await socket.read();
        if (!message) co_return;
        if (message->kind == http::SocketKind::binary) {
            terminal.show(message->data);
        } else {
            read_control(message->data, told);
        }
    }
}

Task<void> send_typed(http::WebSocket& socket, LiveTerminal& terminal, Told& told)
{
    for (;;) {
        auto bytes = co_await terminal.typed();
        told.left = bytes.empty();
        if (told.left) co_return;
        const auto sent = co_await socket.send(http::SocketKind::binary, std::move(bytes));
        if (!sent) co_return;
    }
}

Task<void> send_sizes(http::WebSocket& socket, LiveTerminal& terminal)
{
    for (;;) {
        co_await terminal.resized();
        const auto size = terminal.size();
        auto message = fmt::format(R"({{"type":"resize","cols":{},"rows":{}}})", size.columns, size.rows);
        const auto sent = co_await socket.send(http::SocketKind::text, std::move(message));
        if (!sent) co_return;
    }
}

Task<void> carry_terminal(http::WebSocket& socket, Console& console, Told& told)
{
    using namespace boost::asio::experimental::awaitable_operators;
    const auto terminal = console.take_over(co_await boost::asio::this_coro::executor);
    if (!terminal) co_return;
    co_await (show_output(socket, *terminal, told) || send_typed(socket, *terminal, told) || send_sizes(socket, *terminal));
}

Outcome outcome_of_terminal(const Told& told, const std::string& name)
{
    if (told.problem) return fail(*told.problem);
    if (told.code && told.reason == "process") return *told.code;
    if (told.left) return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "the terminal was left"});
    if (told.reason == "container") {
        return fail({.kind = ErrorKind::conflict,
            .key = "container_ended",
            .message = fmt::format("the service stopped, and the terminal with it"),
            .hint = fmt::format("see why with: furtka app show {}", printable(name))});
    }
    if (told.reason == "idle") {
        return fail({.kind = ErrorKind::cancelled,
            .key = "terminal_idle",
            .message = "nothing happened for long, so the terminal was closed",
            .hint = "open it again"});
    }
    return fail({.kind = ErrorKind::unavailable,
        .key = std::string(daemon_away),
        .message = "the connection to the Furtka daemon has ended, and the terminal with it",
        .hint = "see its log with: journalctl -u furtka"});
}

} // namespace

Outcome app_exec(Session& session, const Invocation& invocation)
{
    const auto looks = session.console.looks();
    if (!looks.in_terminal || !looks.out_terminal) {
        return fail({.kind = ErrorKind::invalid,
            .key = "no_terminal",
            .message = "app exec needs a terminal on both sides: standard input or output is none",
            .hint = "for scripts there is docker exec"});
    }
    const auto& name = invocation.arguments.front();
    const auto size = session.console.window();
    auto query = fmt::format("/terminal?cols={}&rows={}", size.columns, size.rows);
    if (invocation.arguments.size() > 1) query += "&service=" + http::percent_encode(invocation.arguments[1]);
    Told told;
    auto& console = session.console;
    CHECK(session.daemon.web_socket(app_target(name, query),
        [&console, &told](http::WebSocket& socket) { return carry_terminal(socket, console, told); }));
    return outcome_of_terminal(told, name);
}

} // namespace furtka::cli
