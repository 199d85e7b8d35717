// http_server_bench PORT — the HTTP server alone, to be measured from outside: `/` answers a shared text of 20 KB, `/events`
// is a stream of server-sent events, `/hold` one that says nothing, `POST /publish` sends one event to all streams,
// `/memory` tells the resident bytes.
#include "http/server.hpp"
#include "http/sse.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <list>
#include <span>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using namespace furtka;
using namespace furtka::http;
using asio::experimental::awaitable_operators::operator||;

using Channel = asio::experimental::channel<void(boost::system::error_code, SharedText)>;

struct Hub {
    std::list<std::shared_ptr<Channel>> listeners;
};

Task<void> pump(BodyWriter& writer, std::shared_ptr<Channel> channel)
{
    for (;;) {
        const auto [ec, text] = co_await channel->async_receive(asio::as_tuple(asio::use_awaitable));
        if (ec) co_return;
        const auto written = co_await writer.write(*text);
        if (!written) co_return;
    }
}

Task<void> listen(BodyWriter& writer, asio::any_io_executor executor, Hub& hub)
{
    const auto channel = std::make_shared<Channel>(executor, 16);
    const auto place = hub.listeners.insert(hub.listeners.end(), channel);
    co_await (pump(writer, channel) || writer.closed());
    hub.listeners.erase(place);
}

std::size_t resident_bytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

Response respond(const Request& request, const asio::any_io_executor& executor, Hub& hub, const SharedText& text)
{
    if (request.path == "/events") {
        Response response{.status = 200, .headers = {}, .body = StreamBody([executor, &hub](BodyWriter& writer) {
                              return listen(writer, executor, hub);
                          })};
        response.headers.add("Content-Type", "text/event-stream");
        return response;
    }
    if (request.path == "/hold") {
        return {.status = 200, .headers = {}, .body = StreamBody([](BodyWriter& writer) { return writer.closed(); })};
    }
    if (request.path == "/publish") {
        const auto event =
            std::make_shared<const std::string>(format_event({.id = "1", .name = "app", .data = request.body}));
        for (const auto& listener : hub.listeners) listener->try_send(boost::system::error_code{}, event);
        return {.status = 200, .headers = {}, .body = fmt::format("{}\n", hub.listeners.size())};
    }
    if (request.path == "/memory") return {.status = 200, .headers = {}, .body = fmt::format("{}\n", resident_bytes())};
    Response response{.status = 200, .headers = {}, .body = text};
    response.headers.add("Content-Type", "application/json");
    return response;
}

} // namespace

int main(int count, char** arguments)
{
    const std::span words(arguments, static_cast<std::size_t>(count));
    asio::io_context io(1);
    Hub hub;
    const auto text = std::make_shared<const std::string>(std::size_t{20} * 1024, 'x');
    const asio::any_io_executor executor = io.get_executor();
    auto handler = [&](Request request) -> Task<Response> {
        return [](Request asked, asio::any_io_executor where, Hub& listeners, SharedText shared) -> Task<Response> {
            co_return respond(asked, where, listeners, shared);
        }(std::move(request), executor, hub, text);
    };
    Server server(executor, handler, {});
    const auto port = server.listen_tcp(fmt::format("127.0.0.1:{}", words.size() > 1 ? words[1] : "7099"));
    if (!port) {
        fmt::print(stderr, "{}\n", port.error().message);
        return 1;
    }
    fmt::print("{}\n", *port);
    std::fflush(stdout);
    io.run();
}
