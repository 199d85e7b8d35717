// furtka app exec: a terminal over the daemon's WebSocket.
#include "async/notice.hpp"
#include "commands_fixture.hpp"

namespace furtka::cli {
namespace {

/// A person who types what they are told to, and keeps what they see.
class TypedTerminal final : public LiveTerminal {
public:
    struct Hands {
        std::deque<std::string> typed; ///< an empty text: the input ends
        std::string seen;
        bool given_back = false;
        int resizes = 0;
    };

    TypedTerminal(const boost::asio::any_io_executor& executor, Hands& hands) : never_(executor), hands_(hands) { }
    ~TypedTerminal() override { hands_.given_back = true; }

    WindowSize size() const override { return {120, 40}; }
    Task<std::string> typed() override
    {
        if (hands_.typed.empty()) co_await never_.wait();
        auto next = hands_.typed.front();
        hands_.typed.pop_front();
        co_return next;
    }
    Task<void> resized() override
    {
        if (hands_.resizes == 0) co_await never_.wait();
        --hands_.resizes;
    }
    void show(std::string_view bytes) override { hands_.seen += bytes; }

private:
    Notice never_;
    Hands& hands_;
};

class Exec : public Commands {
protected:
    Exec()
    {
        console.on_terminal();
        console.live = [this](const auto& executor) { return std::make_unique<TypedTerminal>(executor, hands); };
    }

    /// The daemon echoes `until` this text has come, then says its last words.
    void shell(std::string until, std::string last)
    {
        daemon.socket_body = [this, until, last](http::WebSocket& socket) { return serve(socket, heard, until, last); };
    }

    static Task<void> serve(http::WebSocket& socket, std::string& heard, std::string until, std::string last)
    {
        while (heard.find(until) == std::string::npos) {
            auto message = co_await socket.read();
            if (!message) co_return;
            heard += (message->kind == http::SocketKind::text ? "text:" : "") + message->data;
            if (message->kind == http::SocketKind::binary) {
                [[maybe_unused]] const auto sent = co_await socket.send(http::SocketKind::binary, "<" + message->data + ">");
            }
        }
        if (!last.empty()) {
            [[maybe_unused]] const auto sent = co_await socket.send(http::SocketKind::text, last);
        }
    }

    TypedTerminal::Hands hands;
    std::string heard;
};

TEST_F(Exec, CarriesTheTerminalAndEndsAsTheShellDoes)
{
    hands.typed = {"ls\r", "\x03", "exit 3\r"};
    shell("exit 3", R"({"type":"exit","reason":"process","code":3})");

    EXPECT_EQ(furtka("app exec blog web"), 3);

    EXPECT_EQ(daemon.calls(), "GET /api/apps/blog/terminal?web");
    EXPECT_EQ(heard,
        "ls\r\x03"
        "exit 3\r");
    EXPECT_EQ(hands.seen, "<ls\r><\x03><exit 3\r>");
    EXPECT_EQ(console.err_text, "");
    EXPECT_TRUE(hands.given_back);
}

TEST_F(Exec, FollowsTheSizeOfTheWindow)
{
    hands.resizes = 1;
    shell("40}", R"({"type":"exit","reason":"process","code":0})");

    EXPECT_EQ(furtka("app exec blog"), 0);

    EXPECT_EQ(heard, R"(text:{"type":"resize","cols":120,"rows":40})");
}

TEST_F(Exec, TellsHowElseItEnded)
{
    struct Case {
        std::string last;
        int code;
        std::string words;
    };
    const std::vector<Case> cases{{R"({"type":"exit","reason":"container","code":137})", 5, "the service stopped"},
        {R"({"type":"exit","reason":"idle","code":null})", 130, "nothing happened for long"},
        {R"({"type":"error","key":"no_shell","detail":"the image of web has no shell","hint":"see its log"})", 1,
            "the image of web has no shell"},
        {"", 7, "the connection to the Furtka daemon has ended"}};
    for (const auto& [last, code, words] : cases) {
        hands.typed = {"x"};
        heard.clear();
        console.err_text.clear();
        shell("x", last);
        EXPECT_EQ(furtka("app exec blog"), code) << last;
        EXPECT_NE(console.err_text.find(words), std::string::npos) << console.err_text;
        EXPECT_TRUE(std::exchange(hands.given_back, false));
    }
}

TEST_F(Exec, IsLeftWhenTheInputEnds)
{
    hands.typed = {""};
    shell("never", "");

    EXPECT_EQ(furtka("app exec blog"), 130);
    EXPECT_TRUE(hands.given_back);
}

TEST_F(Exec, TellsWhyItIsRefused)
{
    daemon.problem("GET /api/apps/blog/terminal?cols=100&rows=30&service=db", 409, "service_not_running",
        "db of blog does not run", "start the app first");

    EXPECT_EQ(furtka("app exec blog db"), 5);

    EXPECT_NE(console.err_text.find("db of blog does not run"), std::string::npos) << console.err_text;
    EXPECT_NE(console.err_text.find("start the app first"), std::string::npos);
    EXPECT_FALSE(hands.given_back) << "it was never taken";
}

TEST_F(Exec, NeedsATerminal)
{
    console.look.out_terminal = false;

    EXPECT_EQ(furtka("app exec blog"), 3);
    EXPECT_NE(console.err_text.find("needs a terminal"), std::string::npos) << console.err_text;
    EXPECT_EQ(daemon.calls(), "");
}

} // namespace
} // namespace furtka::cli
