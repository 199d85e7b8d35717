// Where a server listens, and for how many.
#include "serving.hpp"

#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka::http {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

class Sockets : public Serving {
protected:
    Server& make()
    {
        server = std::make_unique<Server>(io.get_executor(), handler, options);
        return *server;
    }

    std::string socket = folder / "furtka.sock";
};

TEST_F(Sockets, OfTcpAreNamedWhenTheyAreInUse)
{
    listen();
    Server second(io.get_executor(), handler, options);
    const auto address = fmt::format("127.0.0.1:{}", port);

    const auto result = second.listen_tcp(address);

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::conflict);
    EXPECT_EQ(result.error().key, "listen_in_use");
    EXPECT_EQ(result.error().message, "cannot listen on " + address + ": the port is in use");
}

TEST_F(Sockets, OfTcpNeedAnAddress)
{
    for (const std::string text : {"", "7000", "localhost:7000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x",
             "::1:80", "[127.0.0.1]:80", "[::1]", "1.2.3.4:0"}) {
        const auto result = make().listen_tcp(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().key, "listen_address") << text;
    }
}

TEST_F(Sockets, OfTcpMayBeReusedAtOnce)
{
    ask(get.substr(0, get.size() - 2) + "Connection: close\r\n\r\n");
    server.reset();
    run(io, sleep_for(1ms));

    EXPECT_TRUE(make().listen_tcp(fmt::format("127.0.0.1:{}", port)));
}

TEST_F(Sockets, OfAFileHaveTheModeOfAGroup)
{
    ASSERT_TRUE(make().listen_unix(socket, "no_such_group_here"));

    struct stat found{};
    ASSERT_EQ(::lstat(socket.c_str(), &found), 0);
    EXPECT_TRUE(S_ISSOCK(found.st_mode));
    EXPECT_EQ(found.st_mode & 0777U, 0660U);
}

TEST_F(Sockets, OfAFileTellWhoCalls)
{
    ASSERT_TRUE(make().listen_unix(socket, {}));
    RawClient client(io, socket);
    run(io, client.send(get));
    run(io, client.read_response());

    EXPECT_TRUE(last.peer.unix_socket);
    EXPECT_EQ(last.peer.uid, ::getuid());
    EXPECT_EQ(last.peer.address, "");
}

TEST_F(Sockets, OfTcpTellTheAddress)
{
    ask(get.substr(0, get.size() - 2) + "Connection: close\r\n\r\n");

    EXPECT_FALSE(last.peer.unix_socket);
    EXPECT_EQ(last.peer.uid, std::nullopt);
    EXPECT_EQ(last.peer.address, "127.0.0.1");
}

TEST_F(Sockets, LeftByADeadServerAreReplaced)
{
    {
        asio::local::stream_protocol::acceptor dead(io, asio::local::stream_protocol::endpoint(socket));
    }
    ASSERT_TRUE(std::filesystem::exists(socket));

    ASSERT_TRUE(make().listen_unix(socket, {}));
    RawClient client(io, socket);
    run(io, client.send(get));

    EXPECT_EQ(body_of(run(io, client.read_response())), "GET /");
}

TEST_F(Sockets, OfALiveServerAreLeftAlone)
{
    ASSERT_TRUE(make().listen_unix(socket, {}));
    Server second(io.get_executor(), handler, options);

    const auto result = second.listen_unix(socket, {});

    EXPECT_EQ(result.error().kind, ErrorKind::conflict);
    EXPECT_EQ(result.error().key, "socket_in_use");
    RawClient client(io, socket);
    run(io, client.send(get));
    EXPECT_EQ(body_of(run(io, client.read_response())), "GET /");
}

TEST_F(Sockets, NeverReplaceAFile)
{
    std::ofstream(socket) << "precious";

    EXPECT_EQ(make().listen_unix(socket, {}).error().key, "socket_in_use");

    std::string text;
    std::ifstream(socket) >> text;
    EXPECT_EQ(text, "precious");
}

TEST_F(Sockets, WithABadPathAreRefused)
{
    EXPECT_EQ(make().listen_unix(folder / "none" / "furtka.sock", {}).error().key, "socket_path");
    EXPECT_EQ(make().listen_unix("/" + std::string(200, 'a'), {}).error().key, "socket_path");
}

TEST_F(Sockets, OfAFileEndWithTheServer)
{
    ASSERT_TRUE(make().listen_unix(socket, {}));
    server.reset();

    EXPECT_FALSE(std::filesystem::exists(socket));
}

TEST_F(Sockets, OfAnotherServerStay)
{
    ASSERT_TRUE(make().listen_unix(socket, {}));
    std::filesystem::remove(socket);
    Server second(io.get_executor(), handler, options);
    ASSERT_TRUE(second.listen_unix(socket, {}));

    server.reset();

    EXPECT_TRUE(std::filesystem::exists(socket));
}

TEST_F(Sockets, OverTheLimitAreTurnedAway)
{
    options.limits.connections = 2;
    listen();
    auto first = connect();
    auto second = connect();
    run(io, first.send(get));
    run(io, first.read_response());
    run(io, second.send(get));
    run(io, second.read_response());

    auto third = connect();
    const auto answer = run(io, third.ask(get));
    EXPECT_EQ(status_of(answer), "HTTP/1.1 503 Service Unavailable");

    first.close();
    run(io, sleep_for(20ms));
    auto fourth = connect();
    run(io, fourth.send(get));
    EXPECT_EQ(status_of(run(io, fourth.read_response())), "HTTP/1.1 200 OK");
}

TEST_F(Sockets, AreClosedInChildren)
{
    ASSERT_TRUE(make().listen_unix(socket, {}));
    ASSERT_TRUE(server->listen_tcp("127.0.0.1:0"));
    RawClient client(io, socket);
    run(io, client.send(get));
    run(io, client.read_response());
    const int own = client.socket().native_handle();

    int sockets = 0;
    for (int fd = 3; fd < 200; ++fd) {
        struct stat found{};
        if (fd == own || ::fstat(fd, &found) != 0 || !S_ISSOCK(found.st_mode)) continue;
        ++sockets;
        EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0) << fd;
    }
    EXPECT_EQ(sockets, 3); // two that listen and one accepted
}

// Holds every file descriptor this process may have.
class NoDescriptors {
public:
    NoDescriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int free = ::dup(0);
        const rlimit lower{.rlim_cur = static_cast<rlim_t>(free), .rlim_max = before_.rlim_max};
        ::close(free);
        ::setrlimit(RLIMIT_NOFILE, &lower);
    }
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;

private:
    rlimit before_{};
};

TEST_F(Sockets, ThatRunOutDoNotSpinAndComeBack)
{
#if __has_feature(address_sanitizer)
    // UBSan's vptr check opens a pipe to see whether an address can be read, and calls the object broken when it may not.
    GTEST_SKIP() << "the sanitizer itself needs a descriptor";
#endif
    listen();
    auto client = connect();
    client.socket().send(asio::buffer(get)); // the loop does not run meanwhile
    timespec begin{};
    timespec end{};
    {
        const NoDescriptors none;
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
        run(io, sleep_for(300ms));
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    }
    const auto used = (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1'000'000;
    EXPECT_LT(used, 100);
    EXPECT_TRUE(handled.empty());

    EXPECT_EQ(body_of(run(io, client.read_response())), "GET /");
}

} // namespace
} // namespace furtka::http
