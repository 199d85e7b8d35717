#include "support/scripted_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

namespace furtka {

namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;

namespace {

constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

std::size_t length_of_body(std::string_view head)
{
    constexpr std::string_view field = "Content-Length: ";
    const auto at = head.find(field);
    return at == head.npos ? 0 : static_cast<std::size_t>(std::stoul(std::string(head.substr(at + field.size()))));
}

class SocketCaller final : public ScriptedServer::Caller {
public:
    explicit SocketCaller(Socket socket) : socket_(std::move(socket)) { }

    Task<std::string> request() override
    {
        std::size_t whole = 0;
        for (;;) {
            const auto end = received_.find("\r\n\r\n");
            if (end != std::string::npos) whole = end + 4 + length_of_body(std::string_view(received_).substr(0, end + 2));
            if (whole > 0 && received_.size() >= whole) break;
            const bool more = co_await receive();
            if (!more) co_return "";
        }
        std::string request = received_.substr(0, whole);
        received_.erase(0, whole);
        co_return request;
    }

    Task<bool> send(std::string bytes) override
    {
        const auto [ec, size] = co_await asio::async_write(socket_, asio::buffer(bytes), nothrow);
        co_return !ec;
    }

    Task<void> pause(std::chrono::milliseconds duration) override
    {
        asio::steady_timer timer(socket_.get_executor(), duration);
        co_await timer.async_wait(nothrow);
    }

    Task<void> gone() override
    {
        bool more = true;
        while (more) more = co_await receive();
    }

private:
    Task<bool> receive()
    {
        std::array<char, 4096> buffer{};
        const auto [ec, size] = co_await socket_.async_read_some(asio::buffer(buffer), nothrow);
        received_.append(buffer.data(), size);
        co_return !ec;
    }

    Socket socket_;
    std::string received_;
};

} // namespace

struct ScriptedServer::Impl {
    Impl(asio::io_context& io, const std::filesystem::path& socket, Script told)
        : acceptor(io, asio::local::stream_protocol::endpoint(socket.string())), script(std::move(told))
    {
    }

    asio::local::stream_protocol::acceptor acceptor;
    Script script;
    int connections = 0;
};

ScriptedServer::ScriptedServer(asio::io_context& io, const std::filesystem::path& socket, Script script)
    : impl_(std::make_shared<Impl>(io, socket, std::move(script)))
{
    auto serve = [](std::shared_ptr<Impl> impl, Socket socket_of_caller, int number) -> Task<void> {
        SocketCaller caller(std::move(socket_of_caller));
        co_await impl->script(caller, number);
    };
    auto accept = [](std::shared_ptr<Impl> impl, auto serve_one) -> Task<void> {
        for (;;) {
            auto [ec, caller] = co_await impl->acceptor.async_accept(nothrow);
            if (ec) co_return;
            asio::co_spawn(
                impl->acceptor.get_executor(), serve_one(impl, std::move(caller), impl->connections++), asio::detached);
        }
    };
    asio::co_spawn(io, accept(impl_, serve), asio::detached);
}

ScriptedServer::~ScriptedServer()
{
    boost::system::error_code ignored;
    impl_->acceptor.close(ignored);
}

int ScriptedServer::connections() const { return impl_->connections; }

} // namespace furtka
