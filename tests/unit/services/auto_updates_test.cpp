#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/auto_updates.hpp"
#include "support/fake_notify.hpp"
#include "support/fake_update_policies.hpp"
#include "support/fake_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

class Unattended : public testing::Test {
protected:
    Unattended()
    {
        log::set_level(log::Level::error);
        for (const char* name : {"blog", "wiki"}) {
            world.installed(sample_app(name), {service("web", std::string(name) + ":1")});
            offers[name] = {{.service = "web", .digest = "sha256:1", .first_seen = seen()}};
        }
        world.look();
        files.global = {.mode = UpdateMode::automatic, .cooling_hours = 0};
        targets.targets = {{.id = "t1", .url = "https://a.example/x"}};
        world.run(rules.load());
        world.run(notifier.load());
        spawn(notifier.run());
        spawn(updates.run());
    }
    ~Unattended() override
    {
        for (auto& each : stops) each->emit(boost::asio::cancellation_type::terminal);
        world.settle();
    }
    void spawn(Task<void> task)
    {
        auto& stop = *stops.emplace_back(std::make_unique<boost::asio::cancellation_signal>());
        boost::asio::co_spawn(
            world.io, std::move(task), boost::asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) { }));
    }
    std::chrono::sys_seconds seen() const { return std::chrono::floor<std::chrono::seconds>(world.host.clock); }
    void wakes()
    {
        updates.wake();
        world.run(sleep_for(20ms));
    }
    // Not lambdas that wait: what they capture may go before they end.
    Task<Result<std::string>> work(std::string name)
    {
        if (failing == name)
            co_return furtka::fail({.kind = ErrorKind::upstream, .key = "update_taken_back", .message = "it ended"});
        offers[name].clear();
        co_return std::string(R"({"updated":true})");
    }
    Task<Result<std::vector<std::string>>> findings(AppName app) { co_return serious[app.text()]; }
    Result<JobId> begin(const AppName& app)
    {
        JobBody body = [this, name = app.text()](JobContext&) { return work(name); };
        begun.push_back(app.text());
        return world.jobs->start(JobKind::update, app.text(), {}, std::move(body), world.executor());
    }

    FakeWorld world;
    FakeNotifyTargets targets;
    FakeNotifySender sender;
    FakeOutbox outbox;
    FakeUpdatePolicies files;
    FakeTimeZones zones;
    std::map<std::string, std::vector<UpdateOffer>, std::less<>> offers;
    std::map<std::string, std::vector<std::string>> serious;
    std::vector<std::string> begun;
    std::string failing;
    Diagnose diagnose{world.world(), world.policies, *world.picture, *world.jobs};
    Notifier notifier{world.executor(), *world.picture, diagnose, world.host, targets, sender, outbox};
    UpdateRules rules{files, zones, world.host, *world.picture};
    AutoUpdates updates{world.executor(), *world.picture, *world.jobs, rules, notifier, world.host,
        {.offers =
                [this](std::string_view app) {
                    const auto found = offers.find(app);
                    return found == offers.end() ? std::vector<UpdateOffer>{} : found->second;
                },
            .serious = [this](AppName app) { return findings(std::move(app)); },
            .begin = [this](AppName app) { return begin(app); }}};
    std::vector<std::unique_ptr<boost::asio::cancellation_signal>> stops;
};

TEST_F(Unattended, UpdatesOneAppAfterTheOther)
{
    wakes();
    EXPECT_EQ(begun, (std::vector<std::string>{"blog", "wiki"}));
    wakes();
    EXPECT_EQ(begun.size(), 2U);
}

TEST_F(Unattended, EndsTheRoundAtAnAppThatWasTakenBackAndDoesNotTryItAgainSoon)
{
    failing = "blog";
    wakes();
    EXPECT_EQ(begun, std::vector<std::string>{"blog"});
    wakes();
    EXPECT_EQ(begun, (std::vector<std::string>{"blog", "wiki"}));
}

TEST_F(Unattended, TellsInsteadWhenThePlanHasASeriousFinding)
{
    serious["blog"] = {"data in /var/lib would be lost"};
    wakes();
    EXPECT_EQ(begun, std::vector<std::string>{"wiki"});
    EXPECT_EQ(sender.sent, std::vector<std::string>{"t1: An update of blog is available"});
    wakes();
    EXPECT_EQ(sender.sent.size(), 1U);
}

TEST_F(Unattended, LeavesAloneWhatIsHeldOrByHandAndTellsWhereToldTo)
{
    EXPECT_TRUE(world.run(rules.change(app_name("blog"), R"({"hold": true})")));
    EXPECT_TRUE(world.run(rules.change(app_name("wiki"), R"({"mode": "tell"})")));
    wakes();
    EXPECT_TRUE(begun.empty());
    EXPECT_EQ(sender.sent, std::vector<std::string>{"t1: An update of wiki is available"});
}

TEST_F(Unattended, WaitsForTheWindowAndForTheCoolingOff)
{
    EXPECT_TRUE(world.run(rules.change_global(R"({"windows": ["daily 02:00-05:00"], "cooling_hours": 24})")));
    wakes();
    EXPECT_TRUE(begun.empty());
    world.host.clock += 24h; // midnight again: cooled off, and the window is closed
    wakes();
    EXPECT_TRUE(begun.empty());
    world.host.clock += 2h;
    wakes();
    EXPECT_EQ(begun.size(), 2U);
}

TEST_F(Unattended, APolicyThatCannotBeReadLetsNothingHappenByItself)
{
    files.fail("read blog", {.kind = ErrorKind::broken, .key = "policy_file"}, FakeCalls::always);
    world.run(rules.load());
    wakes();
    EXPECT_EQ(begun, std::vector<std::string>{"wiki"});
}

} // namespace
} // namespace furtka::test
