#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/notifier.hpp"
#include "support/fake_notify.hpp"
#include "support/fake_world.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

class Notifying : public testing::Test {
protected:
    Notifying()
    {
        log::set_level(log::Level::error);
        world.installed(sample_app("blog"), {service("web", "nginx:1")});
        world.look();
        world.picture->listen(&notifier);
        file.targets = {{.id = "t1", .url = "https://a.example/x"}};
    }
    ~Notifying() override
    {
        world.picture->listen(nullptr);
        stop.emit(boost::asio::cancellation_type::terminal);
        world.settle();
    }
    void begin()
    {
        world.run(notifier.load());
        boost::asio::co_spawn(
            world.io, notifier.run(), boost::asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) { }));
        world.settle();
    }
    void update_ends(JobId id, JobState state = JobState::failed)
    {
        notifier.job_changed({.id = id,
            .kind = JobKind::update,
            .app = "blog",
            .state = state,
            .error = Error{.key = "pull_failed", .message = "no"},
            .finished_at = world.host.clock});
        world.settle();
    }

    FakeWorld world;
    FakeNotifyTargets file;
    FakeNotifySender sender;
    FakeOutbox outbox;
    Diagnose diagnose{world.world(), world.policies, *world.picture, *world.jobs};
    Notifier notifier{world.executor(), *world.picture, diagnose, world.host, file, sender, outbox, {.down_for = 30ms}};
    boost::asio::cancellation_signal stop;
};

TEST_F(Notifying, TellsOfAFailedUpdateOnce)
{
    begin();
    update_ends(7);
    EXPECT_EQ(sender.sent, std::vector<std::string>{"t1: The update of blog failed"});
    EXPECT_TRUE(outbox.entries.empty());
}

TEST_F(Notifying, KeepsWhatCouldNotBeSentAndWhenToTryAgain)
{
    sender.fail("send t1", {.kind = ErrorKind::unavailable, .key = "notify_unreachable"});
    begin();
    update_ends(7);
    ASSERT_EQ(outbox.entries.size(), 1U);
    EXPECT_EQ(outbox.entries.front().attempts, 1);
    EXPECT_EQ(outbox.entries.front().due, world.host.clock + 30s);
    EXPECT_EQ(notifier.status("t1").failed->key, "notify_unreachable");

    world.host.clock += 31s;
    update_ends(8);
    EXPECT_EQ(sender.sent.size(), 2U);
    EXPECT_TRUE(outbox.entries.empty());
    EXPECT_FALSE(notifier.status("t1").failed);
}

TEST_F(Notifying, GivesUpOnATargetThatRefusesAndGoesOnWithTheOthers)
{
    file.targets.push_back({.id = "t2", .url = "https://b.example/x"});
    sender.fail("send t1", {.kind = ErrorKind::denied, .key = "notify_denied"}, FakeCalls::always);
    begin();
    for (JobId id = 1; id <= 3; ++id) {
        update_ends(id);
        world.host.clock += 1h;
    }
    update_ends(4);
    EXPECT_EQ(sender.sent.size(), 4U);
    EXPECT_EQ(sender.sent.front(), "t2: The update of blog failed");
    EXPECT_LT(outbox.entries.size(), 4U);
}

TEST_F(Notifying, AnAppThatStaysDownIsToldWithItsCauseAndOneThatComesBackIsNot)
{
    begin();
    const auto web = world.engine.containers.front().id;
    world.engine.ends(web, 3);
    world.engine.starts(web);
    world.settle();
    ASSERT_TRUE(world.until([&] { return world.picture->find("blog")->condition.state == AppState::running; }));
    world.run(sleep_for(60ms));
    EXPECT_TRUE(sender.sent.empty());

    world.engine.ends(web, 3);
    EXPECT_TRUE(world.until([&] { return !sender.sent.empty(); }));
    EXPECT_EQ(sender.sent, std::vector<std::string>{"t1: blog is down"});
}

TEST_F(Notifying, TheDiskIsToldOnceADay)
{
    world.host.free = 1'000'000;
    begin();
    update_ends(7, JobState::cancelled);
    update_ends(8, JobState::cancelled);
    EXPECT_EQ(sender.sent, std::vector<std::string>{"t1: The disk is nearly full"});
    world.host.clock += 25h;
    update_ends(9, JobState::cancelled);
    EXPECT_EQ(sender.sent.size(), 2U);
}

TEST_F(Notifying, WithoutATargetNothingIsKept)
{
    file.targets.clear();
    begin();
    update_ends(7);
    EXPECT_TRUE(sender.sent.empty());
    EXPECT_TRUE(outbox.entries.empty());
}

TEST_F(Notifying, ATargetIsAddedTriedAndRemoved)
{
    file.targets.clear();
    begin();
    const auto added = world.run(notifier.add({.url = "https://c.example/x"}));
    ASSERT_TRUE(added);
    EXPECT_EQ(added->id, "t1");
    EXPECT_TRUE(world.run(notifier.test("t1")));
    EXPECT_EQ(sender.sent, std::vector<std::string>{"t1: A test from Furtka"});
    EXPECT_TRUE(world.run(notifier.remove("t1")));
    EXPECT_TRUE(file.targets.empty());
    EXPECT_EQ(world.run(notifier.remove("t1")).error().key, "notify_target_unknown");
    file.fail("write", {.kind = ErrorKind::no_space, .key = "disk_full"});
    EXPECT_EQ(world.run(notifier.add({.url = "https://c.example/x"})).error().key, "disk_full");
    EXPECT_TRUE(notifier.targets().empty());
}

} // namespace
} // namespace furtka::test
