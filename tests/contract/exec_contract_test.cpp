// Processes inside containers: the same sentences told to the fake and to a real engine.
#include "async/timeout.hpp"
#include "engine_world.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

namespace furtka::contract {
namespace {

using namespace std::chrono_literals;

template <class T>
std::string key_of(const Result<T>& result)
{
    return result ? "success" : result.error().key;
}

class Processes : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override
    {
        std::string why;
        world_ = std::string(GetParam()) == "fake" ? fake_world(io_) : real_world(io_, why);
        if (!world_) GTEST_SKIP() << why;
        world_->clears("contract-exec", {});
        ASSERT_TRUE(now(world_->images().pull(world_->image("1"), {}, nullptr)));
        container_ = world_->runs("contract-exec", "web", "");
    }
    void TearDown() override
    {
        if (world_) world_->clears("contract-exec", {});
    }

    template <class T>
    T now(Task<T> task)
    {
        return run(io_, std::move(task), 60s);
    }
    Exec& exec() { return world_->exec(); }

    ExecId made(std::string program, bool terminal)
    {
        ExecSpec spec{.command = {std::move(program)}, .environment = {"TERM=xterm"}, .user = {}, .terminal = terminal};
        return now(exec().create(container_, std::move(spec))).value();
    }

    /// Output until `text` has come, or it ends.
    std::string read_until(ExecStream& stream, const std::string& text)
    {
        std::string heard;
        while (heard.find(text) == std::string::npos) {
            const auto piece = now(stream.read());
            if (!piece) return heard + " | " + piece.error().key;
            if (piece->empty()) return heard + " | end";
            heard += *piece;
        }
        return heard;
    }

    ExecState ended(const ExecId& id)
    {
        ExecState state;
        for (int round = 0; round < 500; ++round) {
            state = now(exec().state(id)).value();
            if (!state.running && state.exit_code) return state;
            run(io_, sleep_for(10ms));
        }
        return state;
    }

    boost::asio::io_context io_{1};
    std::unique_ptr<EngineWorld> world_;
    ContainerId container_;
};

TEST_P(Processes, HaveInputAndOutput)
{
    const auto id = made("cat", true);
    const auto stream = now(exec().start(id));
    ASSERT_EQ(key_of(stream), "success");

    ASSERT_TRUE(now((*stream)->write("hello\n", 5s)));

    EXPECT_EQ(read_until(**stream, "hello\r\n").substr(0, 7), "hello\r\n");
    EXPECT_EQ(now(exec().state(id)).value(), (ExecState{.running = true, .exit_code = {}}));
    EXPECT_EQ(key_of(now(exec().resize(id, {100, 40}))), "success");
    ASSERT_TRUE(now((*stream)->write("\x04", 5s)));
    const auto rest = read_until(**stream, "never");
    EXPECT_TRUE(rest.ends_with(" | end")) << rest;
    EXPECT_EQ(ended(id), (ExecState{.running = false, .exit_code = 0}));
}

TEST_P(Processes, MayRunAlone)
{
    const auto good = made("true", false);
    const auto bad = made("false", false);

    ASSERT_EQ(key_of(now(exec().start_alone(good))), "success");
    ASSERT_EQ(key_of(now(exec().start_alone(bad))), "success");

    EXPECT_EQ(ended(good), (ExecState{.running = false, .exit_code = 0}));
    EXPECT_EQ(ended(bad), (ExecState{.running = false, .exit_code = 1}));
}

TEST_P(Processes, ThatCannotBeBegunSaySo)
{
    const auto id = made("/no/such/program", true);
    const auto stream = now(exec().start(id));
    ASSERT_EQ(key_of(stream), "success");

    const auto heard = read_until(**stream, "never");

    EXPECT_NE(heard.find("no such file or directory"), std::string::npos) << heard;
    const auto state = ended(id);
    EXPECT_FALSE(state.running);
    EXPECT_TRUE(state.exit_code == 126 || state.exit_code == 127) << state.exit_code.value_or(-1);
}

TEST_P(Processes, NeedARunningContainer)
{
    const ExecSpec spec{.command = {"true"}, .environment = {}, .user = {}, .terminal = false};
    EXPECT_EQ(key_of(now(exec().create({"0000"}, spec))), "container_unknown");
    world_->ends(container_, 0);
    EXPECT_EQ(key_of(now(exec().create(container_, spec))), "container_not_running");
}

TEST_P(Processes, AreUnknownWhenNobodyMadeThem)
{
    EXPECT_EQ(key_of(now(exec().state({"0000"}))), "exec_unknown");
    EXPECT_EQ(key_of(now(exec().start({"0000"}))), "exec_unknown");
    EXPECT_EQ(key_of(now(exec().start_alone({"0000"}))), "exec_unknown");
    EXPECT_EQ(key_of(now(exec().resize({"0000"}, {}))), "exec_unknown");
}

INSTANTIATE_TEST_SUITE_P(Contract, Processes, testing::Values("fake", "real"), [](const auto& info) { return info.param; });

} // namespace
} // namespace furtka::contract
