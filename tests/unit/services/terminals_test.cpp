#include "async/timeout.hpp"
#include "services/terminals.hpp"
#include "support/fake_exec.hpp"
#include "support/fake_inspection.hpp"
#include "support/fake_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <list>

namespace furtka {
namespace {

using namespace std::chrono_literals;
using test::app_name;

constexpr std::string_view control = "-c";

/// One at a terminal: types when told, keeps what it sees.
class Person final : public TerminalUser {
public:
    explicit Person(boost::asio::io_context& io) : changed_(io.get_executor()) { }

    Task<Result<Input>> input() override
    {
        while (inputs_.empty() && !gone_) co_await changed_.wait();
        if (inputs_.empty()) co_return fail({.kind = ErrorKind::cancelled, .key = "socket_closed"});
        auto next = std::move(inputs_.front());
        inputs_.pop_front();
        co_return next;
    }
    Task<Result<void>> output(std::string bytes) override
    {
        if (gone_) co_return fail({.kind = ErrorKind::cancelled, .key = "socket_closed"});
        seen += bytes;
        co_return Result<void>{};
    }
    Task<Result<void>> started(TerminalPlace place, std::string shell) override
    {
        seen += "[" + place.container_name + " " + shell + "]";
        co_return Result<void>{};
    }

    void types(std::string bytes) { give({.bytes = std::move(bytes), .size = {}}); }
    void resizes(int columns, int rows) { give({.bytes = {}, .size = TerminalSize{columns, rows}}); }
    void leaves()
    {
        gone_ = true;
        changed_.notify();
    }

    std::string seen;

private:
    void give(Input input)
    {
        inputs_.push_back(std::move(input));
        changed_.notify();
    }

    std::deque<Input> inputs_;
    bool gone_ = false;
    Notice changed_;
};

std::string word(const Result<TerminalEnd>& end)
{
    if (!end) return end.error().key;
    const std::string code = end->exit_code ? " " + std::to_string(*end->exit_code) : "";
    switch (end->reason) {
    case TerminalReason::process: return "process" + code;
    case TerminalReason::container: return "container" + code;
    case TerminalReason::idle: return "idle" + code;
    case TerminalReason::closed: return "closed" + code;
    }
    return "?";
}

class ATerminal : public testing::Test {
protected:
    ATerminal()
    {
        world.installed(test::sample_app("blog"), {test::service("web", "nginx:1"), test::service("db", "db:1")});
        world.look();
        inspection.files["/bin/sh"] = {};
        exec.on_begin = [this](test::FakeProcess& process) { begin(process); };
        exec.on_input = [](test::FakeProcess& process, const std::string& bytes) {
            process.writes(bytes);
            if (bytes == "exit 3\r") process.ends(3);
        };
        limits = {.open = 3, .open_of_app = 2, .idle = 60s, .start = 500ms, .grace = 60ms};
    }

    /// A shell tells its number first; a helper does what it is for and ends.
    void begin(test::FakeProcess& process)
    {
        if (process.spec.terminal) {
            process.writes("furtka-terminal 7\r\n$ ");
            return;
        }
        const auto& command = process.spec.command;
        signals.push_back(
            command.at(4) + " " + command.at(5) + (process.spec.user.empty() ? "" : " as " + process.spec.user));
        const bool heard = dies_of == "everything" || (dies_of == "KILL" && command.at(5) == "KILL")
            || (dies_of == "root" && process.spec.user == "0");
        for (auto& [id, other] : exec.processes) {
            if (heard && other->spec.terminal) other->ends(129);
        }
        process.ends(0);
    }

    Terminals& terminals()
    {
        if (!terminals_) terminals_ = std::make_unique<Terminals>(exec, inspection, world.engine, *world.picture, limits);
        return *terminals_;
    }

    Result<TerminalPlace> find(std::optional<std::string> service = "web", std::optional<int> replica = {})
    {
        return terminals().find(app_name("blog"), service, replica);
    }

    /// Sits down at a terminal; it goes on with `until`.
    void sit(Person& person, TerminalSize size = {})
    {
        const auto place = find().value();
        auto on_end = [this](const std::exception_ptr&, Result<TerminalEnd> end) { ends.push_back(word(end)); };
        boost::asio::co_spawn(world.io, terminals().run(place, size, "somebody", person),
            boost::asio::bind_cancellation_slot(cancels.emplace_back().slot(), std::move(on_end)));
    }
    bool sees(Person& person, std::string_view text)
    {
        return world.until([&] { return person.seen.find(text) != std::string::npos; });
    }
    /// How the one terminal ended.
    std::string end()
    {
        world.until([this] { return !ends.empty(); });
        return ends.empty() ? "still open" : ends.back();
    }

    test::FakeWorld world;
    test::FakeExec exec{world.executor(), world.engine};
    test::FakeInspection inspection{world.engine};
    TerminalLimits limits;
    std::string dies_of = "everything";
    std::vector<std::string> signals;
    std::vector<std::string> ends;
    std::list<boost::asio::cancellation_signal> cancels; // a signal has one hearer

private:
    std::unique_ptr<Terminals> terminals_;
};

TEST_F(ATerminal, CarriesBytesAndSizesAndTellsHowTheShellEnded)
{
    Person person(world.io);
    sit(person, {100, 30});
    ASSERT_TRUE(sees(person, "$ "));
    EXPECT_EQ(person.seen, "[blog-web-1 /bin/sh]$ ") << "the shell's number is not shown";

    person.types("ls\r");
    person.resizes(120, 40);
    ASSERT_TRUE(sees(person, "ls\r"));
    person.types("exit 3\r");

    EXPECT_EQ(end(), "process 3");
    EXPECT_EQ(exec.process("1").typed, "ls\rexit 3\r");
    EXPECT_EQ(exec.process("1").sizes, (std::vector<TerminalSize>{{100, 30}, {120, 40}}));
    EXPECT_EQ(exec.process("1").spec.environment, std::vector<std::string>{"TERM=xterm-256color"});
    EXPECT_TRUE(signals.empty());
    EXPECT_EQ(terminals().open(), 0U);
}

TEST_F(ATerminal, TakesTheFirstShellThereIs)
{
    inspection.files["/bin/bash"] = {};
    Person person(world.io);
    sit(person);

    EXPECT_TRUE(sees(person, "[blog-web-1 /bin/bash]"));
    const auto& command = exec.process("1").spec.command;
    EXPECT_EQ(command.front(), "/bin/bash");
    EXPECT_EQ(command.at(1), control);
    EXPECT_EQ(command.at(3), "/bin/bash");
    person.leaves();
    EXPECT_EQ(end(), "closed");
}

TEST_F(ATerminal, NeedsAShell)
{
    inspection.files.clear();
    inspection.files["/bin/sh"] = {.is_folder = true};
    Person person(world.io);
    sit(person);

    EXPECT_EQ(end(), "no_shell");
    EXPECT_EQ(exec.calls(), "");
}

TEST_F(ATerminal, TellsWhyAShellCouldNotBeStarted)
{
    exec.on_begin = [](test::FakeProcess& process) {
        process.writes("OCI runtime exec failed: permission denied\r\n");
        process.ends(126);
    };
    Person person(world.io);
    const auto end = world.run(terminals().run(find().value(), {}, "somebody", person));

    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().key, "shell_failed");
    EXPECT_EQ(end.error().message, "/bin/sh could not be started: OCI runtime exec failed: permission denied");
}

TEST_F(ATerminal, HasALimitForTheStart)
{
    exec.on_begin = nullptr;
    Person person(world.io);
    sit(person);

    EXPECT_EQ(end(), "time_limit");
}

TEST_F(ATerminal, HangsUpAndThenSweepsWhenThePersonLeaves)
{
    Person person(world.io);
    sit(person);
    ASSERT_TRUE(sees(person, "$ "));

    person.leaves();

    EXPECT_EQ(end(), "closed");
    EXPECT_EQ(signals, (std::vector<std::string>{"7 HUP CONT", "7 KILL"}));
    EXPECT_EQ(exec.running(), 0U);
    EXPECT_EQ(terminals().open(), 0U);
}

TEST_F(ATerminal, KillsWhatIgnoresTheHangUp)
{
    dies_of = "root";
    Person person(world.io);
    sit(person);
    ASSERT_TRUE(sees(person, "$ "));

    person.leaves();

    EXPECT_EQ(end(), "closed");
    EXPECT_EQ(signals, (std::vector<std::string>{"7 HUP CONT", "7 KILL", "7 KILL as 0"}));
    EXPECT_EQ(exec.running(), 0U);
}

TEST_F(ATerminal, EndsTheShellWhenItIsCancelled)
{
    Person person(world.io);
    sit(person);
    ASSERT_TRUE(sees(person, "$ "));

    cancels.front().emit(boost::asio::cancellation_type::all);

    EXPECT_EQ(end(), "closed");
    EXPECT_EQ(exec.running(), 0U);
}

TEST_F(ATerminal, EndsWhenNothingHappensForLong)
{
    limits.idle = 100ms;
    Person person(world.io);
    sit(person);
    ASSERT_TRUE(sees(person, "$ "));

    EXPECT_EQ(end(), "idle");
    EXPECT_EQ(exec.running(), 0U);
}

TEST_F(ATerminal, TellsThatItsContainerEnded)
{
    Person person(world.io);
    sit(person);
    ASSERT_TRUE(sees(person, "$ "));

    world.engine.ends(find()->container, 0);
    exec.process("1").ends(137);

    EXPECT_EQ(end(), "container 137");
}

TEST_F(ATerminal, TellsThatTheEngineIsGone)
{
    Person person(world.io);
    sit(person);
    ASSERT_TRUE(sees(person, "$ "));

    exec.fail("", {.kind = ErrorKind::unavailable, .key = "engine_unreachable"}, test::FakeCalls::always);
    exec.process("1").cut = true;
    exec.process("1").changed.notify();

    EXPECT_EQ(end(), "stream_cut");
    EXPECT_EQ(terminals().open(), 0U);
}

TEST_F(ATerminal, GoesWhereItIsAskedTo)
{
    EXPECT_EQ(find()->container_name, "blog-web-1");
    EXPECT_EQ(find(std::nullopt)->service, "db");
    EXPECT_EQ(find("mail").error().key, "service_unknown");
    EXPECT_EQ(find("mail").error().hint, "its services: db, web");
    EXPECT_EQ(find("web", 2).error().key, "replica_unknown");
    EXPECT_EQ(terminals().find(app_name("shop"), {}, {}).error().key, "app_not_installed");

    world.engine.ends(find()->container, 0);
    world.until([this] { return !find(); });
    EXPECT_EQ(find().error().key, "service_not_running");
    EXPECT_EQ(find(std::nullopt)->service, "db") << "another one runs";

    world.engine.goes_down();
    world.until([this] { return !find(std::nullopt); });
    EXPECT_EQ(find(std::nullopt).error().key, "engine_unreachable");
}

TEST_F(ATerminal, IsOneOfAFew)
{
    Person one(world.io);
    Person two(world.io);
    sit(one);
    sit(two);
    ASSERT_TRUE(sees(two, "$ "));

    EXPECT_EQ(find().error().key, "too_many_terminals");
    EXPECT_EQ(find().error().message, "2 terminals of blog are open already");
    one.leaves();
    EXPECT_EQ(end(), "closed");
    EXPECT_TRUE(find());
    two.leaves();
    world.until([this] { return ends.size() == 2; });
}

} // namespace
} // namespace furtka
