#include "api/handlers.hpp"
#include "api/problem.hpp"
#include "api/terminal_messages.hpp"
#include "api/views.hpp"
#include "async/notice.hpp"
#include "http/websocket.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace furtka::api {
namespace {

struct TerminalQuery {
    std::optional<std::string> service;
    std::optional<int> replica;
    TerminalSize size;
};

Result<int> read_number(std::string_view name, std::string_view value, int most)
{
    int number = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (problem == std::errc{} && end == value.data() + value.size() && number >= 1 && number <= most) return number;
    return fail({.kind = ErrorKind::invalid,
        .key = "query_value",
        .message = fmt::format("{} is \"{}\", wanted is a number from 1 to {}", name, value.substr(0, 40), most),
        .hint = "the parameters of each call are in /api/openapi.json",
        .details = {{"member", std::string(name)}}});
}

Result<TerminalQuery> parse_terminal_query(const http::Request& request)
{
    TerminalQuery query;
    if (const auto service = request.query_value("service"); service && !service->empty())
        query.service = std::string(*service);
    if (const auto replica = request.query_value("replica")) {
        TRY(query.replica, read_number("replica", *replica, std::numeric_limits<int>::max()));
    }
    if (const auto columns = request.query_value("cols")) {
        TRY(query.size.columns, read_number("cols", *columns, largest_terminal_side));
    }
    if (const auto rows = request.query_value("rows")) {
        TRY(query.size.rows, read_number("rows", *rows, largest_terminal_side));
    }
    return query;
}

std::string who_is(const http::Peer& peer)
{
    return peer.unix_socket ? fmt::format("socket uid {}", peer.uid.value_or(0)) : peer.address;
}

/// The other end of the WebSocket as one who sits at a terminal.
class SocketUser final : public TerminalUser {
public:
    SocketUser(const boost::asio::any_io_executor& executor, http::WebSocket& socket) : socket_(socket), resumed_(executor)
    {
    }

    Task<Result<Input>> input() override
    {
        for (;;) {
            CO_TRY(auto message, co_await socket_.read());
            if (message.kind == http::SocketKind::binary) co_return Input{.bytes = std::move(message.data), .size = {}};
            const auto control = read_terminal_control(message.data);
            if (!control) {
                misunderstood = control.error();
                co_return fail(control.error());
            }
            if (control->size) co_return Input{.bytes = {}, .size = control->size};
            paused_ = control->paused.value_or(false);
            resumed_.notify();
        }
    }
    Task<Result<void>> output(std::string bytes) override
    {
        while (paused_) co_await resumed_.wait();
        co_return co_await socket_.send(http::SocketKind::binary, std::move(bytes));
    }
    Task<Result<void>> started(TerminalPlace place, std::string shell) override
    {
        return socket_.send(http::SocketKind::text, terminal_started_json(place, shell));
    }

    std::optional<Error> misunderstood;

private:
    http::WebSocket& socket_;
    bool paused_ = false;
    Notice resumed_;
};

Task<void> serve_terminal(Context& api, TerminalPlace place, TerminalSize size, std::string who, http::WebSocket& socket)
{
    SocketUser user(api.services.executor, socket);
    const auto end = co_await api.services.terminals.run(std::move(place), size, std::move(who), user);
    std::string last;
    if (user.misunderstood) {
        socket.close_with(http::SocketClose::policy, user.misunderstood->key);
        last = terminal_error_json(*user.misunderstood);
    } else if (!end) {
        socket.close_with(http::SocketClose::failed, end.error().key);
        last = terminal_error_json(end.error());
    } else {
        last = terminal_exit_json(*end);
    }
    [[maybe_unused]] const auto sent = co_await socket.send(http::SocketKind::text, std::move(last));
}

} // namespace

Task<http::Response> open_terminal(Call call)
{
    auto& api = call.api;
    const auto app = app_of_path(api.services.picture, call.part);
    if (!app) co_return problem(app.error());
    const auto query = parse_terminal_query(call.request);
    if (!query) co_return problem(query.error());
    const auto place = api.services.terminals.find(*app, query->service, query->replica);
    if (!place) co_return problem(place.error());
    const http::SocketBody body = [&api, place = *place, size = query->size, who = who_is(call.request.peer)](
                                      http::WebSocket& socket) { return serve_terminal(api, place, size, who, socket); };
    co_return http::Response{.status = 101, .headers = {}, .body = body};
}

} // namespace furtka::api
