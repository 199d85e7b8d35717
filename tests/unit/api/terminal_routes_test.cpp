#include "http/websocket.hpp"
#include "served_world.hpp"

#include <deque>

namespace furtka::api {
namespace {

/// The other end of a terminal's WebSocket.
class FakeSocket final : public http::WebSocket {
public:
    explicit FakeSocket(boost::asio::io_context& io) : changed_(io.get_executor()) { }

    Task<Result<http::SocketMessage>> read() override
    {
        while (messages_.empty() && !gone_) co_await changed_.wait();
        if (messages_.empty()) co_return fail({.kind = ErrorKind::cancelled, .key = "socket_closed"});
        auto next = std::move(messages_.front());
        messages_.pop_front();
        co_return next;
    }
    Task<Result<void>> send(http::SocketKind kind, std::string data) override
    {
        heard += kind == http::SocketKind::text ? data + "\n" : "<" + data + ">\n";
        co_return Result<void>{};
    }
    void close_with(http::SocketClose code, std::string reason) override
    {
        closed = fmt::format("{} {}", static_cast<int>(code), reason);
    }

    void types(std::string bytes) { give({http::SocketKind::binary, std::move(bytes)}); }
    void tells(std::string text) { give({http::SocketKind::text, std::move(text)}); }
    void leaves()
    {
        gone_ = true;
        changed_.notify();
    }

    std::string heard;
    std::string closed;

private:
    void give(http::SocketMessage message)
    {
        messages_.push_back(std::move(message));
        changed_.notify();
    }

    std::deque<http::SocketMessage> messages_;
    bool gone_ = false;
    Notice changed_;
};

class TerminalRoutes : public ServedWorld {
protected:
    TerminalRoutes()
    {
        install("blog");
        look();
        inspection.files["/bin/sh"] = {};
        exec.on_begin = [this](test::FakeProcess& process) {
            if (process.spec.terminal) return process.writes("furtka-terminal 7\r\n");
            for (auto& [id, other] : exec.processes) other->ends(129);
        };
        exec.on_input = [](test::FakeProcess& process, const std::string& bytes) {
            process.writes("echo " + bytes);
            if (bytes == "exit") process.ends(3);
        };
    }

    /// Opens it and lets it run.
    void open(FakeSocket& socket, const std::string& query = "?cols=100&rows=30", const HeaderList& headers = {})
    {
        const auto response = ask("GET", "/api/apps/blog/terminal" + query, "", headers);
        body = std::get<http::SocketBody>(response.body);
        boost::asio::co_spawn(io, body(socket), [this](const std::exception_ptr&) { ended = true; });
        settle();
    }

    void set_up()
    {
        const auto code = run(io, setup.issue())->code;
        const auto done =
            run(io, setup.run({.code = code, .user = "anna", .password = "three long words", .address = "127.0.0.1"}));
        ASSERT_TRUE(done);
    }

    http::SocketBody body;
    bool ended = false;
};

const std::string begun = R"({"type":"started","service":"web","container":"blog-web-1","shell":"/bin/sh"})"
                          "\n";

TEST_F(TerminalRoutes, CarryATerminal)
{
    FakeSocket socket(io);
    open(socket);
    socket.types("ls");
    socket.tells(R"({"type":"resize","cols":120,"rows":40})");
    socket.types("exit");
    settle(std::chrono::milliseconds(60));

    EXPECT_EQ(socket.heard, begun + "<echo ls>\n<echo exit>\n" + R"({"type":"exit","reason":"process","code":3})" + "\n");
    EXPECT_EQ(exec.process("1").sizes, (std::vector<TerminalSize>{{100, 30}, {120, 40}}));
    EXPECT_TRUE(ended);
    EXPECT_EQ(socket.closed, "") << "as it is by itself";
}

TEST_F(TerminalRoutes, EndTheShellWhenTheSocketEnds)
{
    FakeSocket socket(io);
    open(socket);
    EXPECT_EQ(terminals.open(), 1U);

    socket.leaves();
    settle(std::chrono::milliseconds(100));

    EXPECT_TRUE(ended);
    EXPECT_EQ(exec.running(), 0U);
    EXPECT_EQ(terminals.open(), 0U);
}

TEST_F(TerminalRoutes, HoldTheOutputWhileTheOtherEndIsBusy)
{
    FakeSocket socket(io);
    open(socket);
    socket.tells(R"({"type":"pause"})");
    settle();
    exec.process("1").writes("much");
    settle();
    EXPECT_EQ(socket.heard, begun);

    socket.tells(R"({"type":"resume"})");
    settle();
    EXPECT_EQ(socket.heard, begun + "<much>\n");
    socket.leaves();
    settle(std::chrono::milliseconds(100));
}

TEST_F(TerminalRoutes, TellAFailureInsideTheSocket)
{
    inspection.files.clear();
    FakeSocket socket(io);
    open(socket);

    EXPECT_TRUE(ended);
    EXPECT_TRUE(socket.heard.starts_with(R"({"type":"error","key":"no_shell","detail":"the image of web has no shell)"))
        << socket.heard;
    EXPECT_EQ(socket.closed, "1011 no_shell");
}

TEST_F(TerminalRoutes, RefuseControlMessagesTheyDoNotKnow)
{
    for (const std::string text : {"", "{", "[]", R"({"type":"resize"})", R"({"type":"resize","cols":0,"rows":24})",
             R"({"type":"resize","cols":80,"rows":1001})", R"({"type":"resize","cols":"80","rows":24})",
             R"({"type":"reboot"})"}) {
        FakeSocket socket(io);
        ended = false;
        open(socket);
        socket.tells(text);
        settle(std::chrono::milliseconds(100));
        EXPECT_TRUE(ended) << text;
        EXPECT_NE(socket.heard.find(R"({"type":"error","key":"control_message")"), std::string::npos) << socket.heard;
        EXPECT_EQ(socket.closed, "1008 control_message");
        EXPECT_EQ(exec.running(), 0U);
    }
}

TEST_F(TerminalRoutes, TellWhatIsWrongBeforeTheyOpen)
{
    const auto refused = [&](const std::string& target) { return refusal(ask("GET", target)); };
    EXPECT_EQ(refused("/api/apps/shop/terminal"), "404 app_not_installed: shop is not installed");
    EXPECT_EQ(refused("/api/apps/blog/terminal?service=db"), "404 service_unknown: blog has no service db");
    EXPECT_EQ(refused("/api/apps/blog/terminal?replica=2"), "404 replica_unknown: blog has no running replica 2");
    for (const std::string query : {"cols=0", "cols=1001", "rows=x", "rows=", "replica=0", "replica=1x"})
        EXPECT_TRUE(refused("/api/apps/blog/terminal?" + query).starts_with("400 query_value:")) << query;
    engine.ends({"c1"}, 0);
    settle();
    EXPECT_EQ(refused("/api/apps/blog/terminal?service=web"), "409 service_not_running: web of blog does not run");
    EXPECT_EQ(refused("/api/apps/blog/terminal"), "409 service_not_running: no service of blog runs");
    engine.goes_down();
    settle();
    EXPECT_TRUE(refused("/api/apps/blog/terminal").starts_with("503 engine_unreachable:"));
}

TEST_F(TerminalRoutes, BeginNothingForAPageOfAnotherSite)
{
    const auto refused =
        ask("GET", "/api/apps/blog/terminal", "", {{"Upgrade", "websocket"}, {"Origin", "http://localhost:8100"}});
    EXPECT_TRUE(refusal(refused).starts_with("403 origin_refused:"));
    EXPECT_EQ(exec.calls(), "");
}

TEST_F(TerminalRoutes, AreForOwnersAndTokensThatMayAdminister)
{
    set_up();
    const auto token = [&](Scopes scopes, std::vector<std::string> apps) {
        const auto made = run(io,
            manage_access.make_token(
                socket_caller("root"), {.name = "t", .scopes = scopes, .apps = std::move(apps), .life = {}}));
        return ask("GET", "/api/apps/blog/terminal", "", {{"Authorization", "Bearer " + made->text}}).status;
    };
    EXPECT_EQ(ask("GET", "/api/apps/blog/terminal").status, 401);
    EXPECT_EQ(token({Scope::operate, Scope::install}, {}), 403);
    EXPECT_EQ(token({Scope::operate, Scope::install}, {"blog"}), 403);
    EXPECT_EQ(token({Scope::admin}, {}), 101);
}

TEST_F(TerminalRoutes, EndWithTheLoginTheyWereOpenedWith)
{
    set_up();
    const auto made = run(io,
        manage_access.make_token(socket_caller("root"), {.name = "t", .scopes = {Scope::admin}, .apps = {}, .life = {}}));
    FakeSocket socket(io);
    open(socket, "", {{"Authorization", "Bearer " + made->text}, {"Upgrade", "websocket"}});
    EXPECT_EQ(exec.running(), 1U);

    run(io, manage_access.revoke_token(made->token.id));
    settle(std::chrono::milliseconds(100));

    EXPECT_TRUE(ended);
    EXPECT_EQ(exec.running(), 0U);
    EXPECT_EQ(socket.heard, begun + R"({"type":"exit","reason":"closed","code":null})" + "\n");
    EXPECT_EQ(socket.closed, "1008 the login has ended");
    const auto noted = run(io, audit.list({}))->front();
    EXPECT_EQ(noted.who + ": " + noted.what + " " + noted.app + " " + noted.result,
        "token t (root on this server): GET /api/apps/{name}/terminal blog done");
}

TEST_F(TerminalRoutes, AreAFewAtOnce)
{
    FakeSocket one(io);
    FakeSocket two(io);
    open(one);
    open(two);

    EXPECT_EQ(
        refusal(ask("GET", "/api/apps/blog/terminal")), "503 too_many_terminals: 2 terminals of blog are open already");
    one.leaves();
    two.leaves();
    settle(std::chrono::milliseconds(200));
    EXPECT_EQ(ask("GET", "/api/apps/blog/terminal").status, 101);
}

} // namespace
} // namespace furtka::api
