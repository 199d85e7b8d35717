// What the adapter asks the engine for a process, and what it makes of the answers.
#include "engine_stand_in.hpp"

namespace furtka::docker {
namespace {

using namespace std::chrono_literals;

class Execs : public AtAnEngine {
protected:
    Exec& exec() { return docker().exec(); }

    std::string last_body() const
    {
        const auto& request = requests.back();
        return request.substr(request.find("\r\n\r\n") + 4);
    }
};

TEST_F(Execs, AreMadeOfWordsThatNoShellReads)
{
    on("POST /v1.45/containers/c1/exec ", answer(201, R"({"Id":"e1"})"));
    const ExecSpec spec{.command = {"/bin/sh", "-c", "echo \"$1\"", "a b"},
        .environment = {"TERM=xterm-256color"},
        .user = "0",
        .terminal = true};

    const auto id = run(io, exec().create({"c1"}, spec));

    ASSERT_TRUE(id) << id.error().message;
    EXPECT_EQ(id->text, "e1");
    EXPECT_EQ(last_body(),
        R"({"Cmd":["/bin/sh","-c","echo \"$1\"","a b"],"Env":["TERM=xterm-256color"],"Tty":true,"AttachStdin":true,)"
        R"("AttachStdout":true,"AttachStderr":true,"User":"0"})");
}

TEST_F(Execs, AreHeldByAConnectionThatIsNoHttpAnyMore)
{
    on("POST /v1.45/exec/e1/start ", "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n$ ", Then::close);

    const auto stream = run(io, exec().start({"e1"}));

    ASSERT_TRUE(stream) << stream.error().message;
    EXPECT_NE(requests.back().find("\r\nUpgrade: tcp\r\n"), std::string::npos) << requests.back();
    EXPECT_NE(requests.back().find("\r\nConnection: Upgrade\r\n"), std::string::npos) << requests.back();
    EXPECT_EQ(last_body(), R"({"Detach":false,"Tty":true})");
    EXPECT_EQ(run(io, (*stream)->read()).value(), "$ ");
    EXPECT_EQ(run(io, (*stream)->read()).value(), "");
}

TEST_F(Execs, TellWhyTheyCannotBe)
{
    on("POST /v1.45/containers/c1/exec ", answer(409, R"({"message":"container c1 is paused"})"));
    on("POST /v1.45/exec/e1/start ", answer(500, R"({"message":"boom"})"));

    const auto made = run(io, exec().create({"c1"}, {.command = {"true"}, .environment = {}, .user = {}}));
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().key, "container_not_running");
    EXPECT_EQ(made.error().message, "nothing can be started in container c1: container c1 is paused");

    const auto begun = run(io, exec().start({"e1"}));
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().key, "engine_error");
    EXPECT_EQ(run(io, exec().resize({"e2"}, {80, 24})).error().key, "exec_unknown");
}

TEST_F(Execs, TellTheirEnd)
{
    on("GET /v1.45/exec/e1/json ", answer(200, R"({"ID":"e1","Running":true,"ExitCode":null,"Pid":42})"));
    on("GET /v1.45/exec/e2/json ", answer(200, R"({"ID":"e2","Running":false,"ExitCode":3,"Pid":0})"));
    on("POST /v1.45/exec/e1/resize?h=40&w=132 ", answer(200, ""));

    EXPECT_EQ(run(io, exec().state({"e1"})).value(), (ExecState{.running = true, .exit_code = {}}));
    EXPECT_EQ(run(io, exec().state({"e2"})).value(), (ExecState{.running = false, .exit_code = 3}));
    EXPECT_TRUE(run(io, exec().resize({"e1"}, {.columns = 132, .rows = 40})));
}

} // namespace
} // namespace furtka::docker
