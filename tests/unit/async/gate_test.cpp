#include "async/gate.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {
namespace {

namespace asio = boost::asio;

class Gates : public testing::Test {
protected:
    /// Starts a task that enters, notes its name and stays inside until `leave`.
    void enter(const std::string& name)
    {
        auto inside = [](Gates* test, std::string who) -> Task<void> {
            auto pass = co_await test->gate->enter();
            test->seen += who + (pass ? " in; " : " " + pass.error().key + "; ");
            if (pass) test->passes.push_back(*std::move(pass));
        };
        asio::co_spawn(io, inside(this, name), asio::bind_cancellation_slot(cancels[name].slot(), asio::detached));
        settle();
    }
    void leave_first()
    {
        passes.erase(passes.begin());
        settle();
    }
    void settle()
    {
        io.restart();
        io.poll();
    }

    std::map<std::string, asio::cancellation_signal> cancels;
    asio::io_context io{1};
    std::optional<Gate> gate{2};
    std::vector<Gate::Pass> passes;
    std::string seen;
};

TEST_F(Gates, LetInNoMoreThanTheirNumber)
{
    enter("a");
    enter("b");
    enter("c");

    EXPECT_EQ(seen, "a in; b in; ");
}

TEST_F(Gates, LetTheNextInInTheOrderTheyCame)
{
    for (const char* name : {"a", "b", "c", "d"}) enter(name);

    leave_first();
    EXPECT_EQ(seen, "a in; b in; c in; ");
    leave_first();
    EXPECT_EQ(seen, "a in; b in; c in; d in; ");
}

TEST_F(Gates, AreFreeAgainWhenAllHaveLeft)
{
    enter("a");
    enter("b");
    passes.clear();
    enter("c");
    enter("d");
    enter("e");

    EXPECT_EQ(seen, "a in; b in; c in; d in; ");
}

TEST_F(Gates, PassOverOneWhoWasCancelled)
{
    enter("a");
    enter("b");
    enter("c");
    cancels["c"].emit(asio::cancellation_type::terminal);
    settle();
    enter("d");
    leave_first();

    EXPECT_EQ(seen, "a in; b in; c cancelled; d in; ");
}

TEST_F(Gates, HandOnTheTurnOfOneWhoIsCancelledAtThatMoment)
{
    for (const char* name : {"a", "b", "c", "d"}) enter(name);
    cancels["c"].emit(asio::cancellation_type::terminal); // takes effect on the loop
    leave_first();

    EXPECT_EQ(seen, "a in; b in; c cancelled; d in; ");
}

TEST_F(Gates, MayEndBeforeTheirPassesAndTheirQueue)
{
    for (const char* name : {"a", "b", "c"}) enter(name);
    gate.reset();

    leave_first();

    EXPECT_EQ(seen, "a in; b in; c in; ");
}

TEST_F(Gates, OfANameAreTheSameUntilThereAreTooMany)
{
    NamedGates named(1, 2);
    Gate* a = &named.of("a");
    EXPECT_EQ(a, &named.of("a"));
    EXPECT_NE(a, &named.of("b"));
    EXPECT_EQ(a, &named.of("a"));

    named.of("c");

    EXPECT_EQ(&named.of("c"), &named.of("c"));
}

TEST(GateQueue, MayBeDroppedWithItsLoop)
{
    Gate gate(1);
    std::optional<asio::io_context> io(1);
    auto enter = [](Gate* entered) -> Task<void> {
        const auto pass = co_await entered->enter();
        co_await asio::steady_timer(co_await asio::this_coro::executor, std::chrono::hours(1))
            .async_wait(asio::use_awaitable);
    };
    asio::co_spawn(*io, enter(&gate), asio::detached);
    asio::co_spawn(*io, enter(&gate), asio::detached);
    io->poll();

    io.reset();

    const auto pass = run(gate.enter());
    EXPECT_TRUE(pass);
}

} // namespace
} // namespace furtka
