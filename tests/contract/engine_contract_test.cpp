// The same sentences told to the fake engine of the use cases' tests and to a real one: what the use cases rely on is so.
#include "domain/own_tags.hpp"
#include "engine_world.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>
#include <unistd.h>

namespace furtka::contract {
namespace {

using namespace std::chrono_literals;

template <class T>
std::string key_of(const Result<T>& result)
{
    return result ? "success" : result.error().key;
}

template <class T>
bool holds(const std::vector<T>& values, const std::type_identity_t<T>& value)
{
    return std::ranges::find(values, value) != values.end();
}

class AnEngine : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override
    {
        std::string why;
        world_ = std::string(GetParam()) == "fake" ? fake_world(io_) : real_world(io_, why);
        if (!world_) GTEST_SKIP() << why;
        world_->clears(app_.text(), made_volumes_);
    }
    void TearDown() override
    {
        if (!world_) return;
        world_->clears(other_.text(), {});
        world_->clears(app_.text(), made_volumes_);
    }

    template <class T>
    T now(Task<T> task)
    {
        return run(io_, std::move(task), 60s);
    }

    void pulled(const std::string& tag)
    {
        const auto done = now(world_->images().pull(world_->image(tag), {}, nullptr));
        ASSERT_EQ(key_of(done), "success") << done.error().message;
    }

    ContainerId web_runs(const std::string& volume = "")
    {
        pulled("1");
        return world_->runs(app_.text(), "web", volume);
    }

    /// Lets the loop run until it is so, at most ten seconds.
    bool comes_true(const std::function<bool()>& condition)
    {
        for (int round = 0; round < 1000 && !condition(); ++round) {
            io_.restart();
            io_.run_for(10ms);
        }
        return condition();
    }

    boost::asio::io_context io_{1};
    std::unique_ptr<EngineWorld> world_;
    AppName app_ = AppName::parse("contract-" + std::to_string(::getpid())).value();
    AppName other_ = AppName::parse(app_.text() + "-other").value();
    std::string data_ = volume_name(app_, "data");
    std::string foreign_ = app_.text() + "-photos";
    std::vector<std::string> made_volumes_{data_, foreign_};
};

TEST_P(AnEngine, TellsWhoItIs)
{
    const auto info = now(world_->engine().info());
    ASSERT_EQ(key_of(info), "success");
    EXPECT_NE(info->id, "");
    EXPECT_NE(info->version, "");
    EXPECT_NE(info->image_store, "");
    EXPECT_NE(info->data_root, "");
    EXPECT_TRUE(info->architecture == "amd64" || info->architecture == "arm64" || info->architecture == "arm")
        << info->architecture;
    EXPECT_TRUE(info->api_version.starts_with("1.")) << info->api_version;
}

TEST_P(AnEngine, MakesAVolumeOnceAndDeletesItOnce)
{
    auto& volumes = world_->volumes();
    EXPECT_EQ(now(volumes.exists(data_)), false);
    EXPECT_EQ(now(volumes.ensure(app_, "data")), Created::yes);
    EXPECT_EQ(now(volumes.ensure(app_, "data")), Created::no);
    EXPECT_EQ(now(volumes.exists(data_)), true);
    EXPECT_EQ(now(volumes.of_app(app_)), std::vector{data_});
    EXPECT_TRUE(holds(now(volumes.names()).value(), data_));
    EXPECT_EQ(key_of(now(volumes.remove(data_))), "success");
    EXPECT_EQ(now(volumes.exists(data_)), false);
    EXPECT_EQ(key_of(now(volumes.remove(data_))), "success") << "an absent volume is a removed one";
}

TEST_P(AnEngine, KeepsAVolumeThatFurtkaDidNotMake)
{
    world_->makes_foreign_volume(foreign_);
    EXPECT_EQ(key_of(now(world_->volumes().remove(foreign_))), "volume_foreign");
    EXPECT_EQ(now(world_->volumes().exists(foreign_)), true);
    EXPECT_EQ(now(world_->volumes().of_app(app_)), std::vector<std::string>{});
}

TEST_P(AnEngine, DeletesAVolumeThatComposeMadeForTheAppOnly)
{
    auto& volumes = world_->volumes();
    world_->makes_foreign_volume(foreign_, "somebody-else");
    EXPECT_EQ(key_of(now(volumes.remove_of_project(app_, foreign_))), "volume_foreign");
    EXPECT_EQ(now(volumes.exists(foreign_)), true);
    world_->makes_foreign_volume(data_, app_.text());
    EXPECT_EQ(key_of(now(volumes.remove(data_))), "volume_foreign");
    EXPECT_EQ(key_of(now(volumes.remove_of_project(app_, data_))), "success");
    EXPECT_EQ(now(volumes.exists(data_)), false);
    EXPECT_EQ(key_of(now(volumes.remove_of_project(app_, data_))), "success");
}

TEST_P(AnEngine, KeepsAVolumeThatIsInUse)
{
    EXPECT_EQ(now(world_->volumes().ensure(app_, "data")), Created::yes);
    web_runs(data_);
    EXPECT_EQ(key_of(now(world_->volumes().remove(data_))), "volume_in_use");
    EXPECT_EQ(now(world_->volumes().exists(data_)), true);
}

TEST_P(AnEngine, PullsAnImageAndFindsIt)
{
    std::vector<PullLine> lines;
    const auto ref = world_->image("1");

    const auto done = now(world_->images().pull(ref, {}, [&](const PullLine& line) {
        lines.push_back(line);
        return true;
    }));

    ASSERT_EQ(key_of(done), "success") << done.error().message;
    ASSERT_FALSE(lines.empty());
    EXPECT_TRUE(lines.back().status.starts_with("Status: ")) << lines.back().status;
    const auto image = now(world_->images().find(ref));
    ASSERT_TRUE(image && *image);
    EXPECT_TRUE((*image)->id.text.starts_with("sha256:")) << (*image)->id.text;
    EXPECT_EQ((*image)->id.text.size(), 7U + 64U);
    ASSERT_FALSE((*image)->repo_digests.empty());
    EXPECT_TRUE((*image)->repo_digests.front().starts_with(ref.familiar_repository() + "@sha256:"));
}

TEST_P(AnEngine, SaysThatAnImageIsUpToDate)
{
    pulled("1");
    std::string last;
    EXPECT_EQ(key_of(now(world_->images().pull(world_->image("1"), {},
                  [&](const PullLine& line) {
                      last = line.status;
                      return true;
                  }))),
        "success");
    EXPECT_TRUE(last.starts_with("Status: Image is up to date for ")) << last;
}

TEST_P(AnEngine, GivesTheSameContentTheSameIdUnderAnotherTag)
{
    pulled("1");
    pulled("same");
    const auto one = now(world_->images().find(world_->image("1")));
    const auto same = now(world_->images().find(world_->image("same")));
    ASSERT_TRUE(one && *one && same && *same);
    EXPECT_EQ((*one)->id, (*same)->id);
}

TEST_P(AnEngine, KnowsAnImageUnderANameOfFurtkasUntilThatIsTakenAway)
{
    pulled("1");
    const auto own = own_tag(app_.text(), "web", 1);
    auto& images = world_->images();
    const auto image = now(images.find(world_->image("1"))).value().value();

    EXPECT_EQ(key_of(now(images.tag(image.id, own))), "success");

    EXPECT_EQ(now(images.own_tags(app_.text())).value(), std::vector<ImageRef>{own});
    EXPECT_EQ(now(images.find(own)).value().value().id, image.id);
    EXPECT_EQ(now(images.find_id(image.id)).value().value().id, image.id);
    EXPECT_EQ(key_of(now(images.untag(own))), "success");
    EXPECT_EQ(key_of(now(images.untag(own))), "success");
    EXPECT_EQ(now(images.own_tags(app_.text())).value(), std::vector<ImageRef>{});
    EXPECT_EQ(now(images.find(world_->image("1"))).value().value().id, image.id);
}

TEST_P(AnEngine, TakesTheNamesOfImagesThatMoveAndStandInForOthers)
{
    pulled("1");
    auto& images = world_->images();
    const auto image = now(images.find(world_->image("1"))).value().value();
    for (const auto& name : {moving_name(app_.text(), 0), stand_in_name(image.id)}) {
        EXPECT_EQ(key_of(now(images.tag(image.id, name))), "success");
        EXPECT_EQ(now(images.find(name)).value().value().id, image.id);
        EXPECT_EQ(now(images.own_tags(app_.text())).value(), std::vector<ImageRef>{}) << "no way back of an app";
        EXPECT_EQ(key_of(now(images.untag(name))), "success");
        EXPECT_EQ(now(images.find(name)).value(), std::nullopt);
    }
}

TEST_P(AnEngine, NamesNoImageThatIsGoneAndTakesAwayNoNameOfOthers)
{
    pulled("1");
    const ImageId nowhere{"sha256:" + std::string(64, '0')};
    EXPECT_EQ(key_of(now(world_->images().tag(nowhere, own_tag(app_.text(), "web", 1)))), "image_gone");
    EXPECT_EQ(now(world_->images().find_id(nowhere)).value(), std::nullopt);
    EXPECT_EQ(key_of(now(world_->images().drop_untagged(nowhere))), "success");
    EXPECT_EQ(key_of(now(world_->images().untag(world_->image("1")))), "tag_foreign");
}

TEST_P(AnEngine, SaysThatATagIsUnknown)
{
    const auto ref = world_->image("none");
    const auto found = now(world_->images().find(ref));
    ASSERT_EQ(key_of(found), "success");
    EXPECT_EQ(*found, std::nullopt);
    const auto pulled = now(world_->images().pull(ref, {}, nullptr));
    ASSERT_EQ(key_of(pulled), "image_unknown");
    EXPECT_EQ(pulled.error().kind, ErrorKind::not_found);
    EXPECT_TRUE(pulled.error().message.starts_with("pull of " + ref.familiar() + " failed: ")) << pulled.error().message;
}

TEST_P(AnEngine, ListsTheContainersOfAProject)
{
    const auto id = web_runs();

    const auto listed = now(world_->containers().list(app_.text()));
    const auto all = now(world_->containers().list(std::nullopt));
    const auto others = now(world_->containers().list("no-such-project"));

    ASSERT_TRUE(listed && all && others);
    ASSERT_EQ(listed->size(), 1U);
    const Container& web = listed->front();
    EXPECT_EQ(web.id, id);
    EXPECT_EQ(web.project, app_.text());
    EXPECT_EQ(web.service, "web");
    EXPECT_EQ(web.name, app_.text() + "-web-1");
    EXPECT_EQ(web.number, 1);
    EXPECT_FALSE(web.one_off);
    EXPECT_EQ(web.state, RunState::running);
    EXPECT_EQ(web.exit_code, std::nullopt);
    EXPECT_EQ(web.image_ref, world_->image("1").familiar());
    const auto local = now(world_->images().find(world_->image("1")));
    EXPECT_EQ(web.image, (*local)->id) << "what an update compares";
    EXPECT_TRUE(std::ranges::find(*all, id, &Container::id) != all->end());
    EXPECT_EQ(*others, std::vector<Container>{});
}

TEST_P(AnEngine, TellsTheExitCodeOfAContainerThatEnded)
{
    const auto id = web_runs();
    world_->ends(id, 7);

    const auto listed = now(world_->containers().list(app_.text()));
    const auto inspected = now(world_->containers().inspect(id));

    ASSERT_TRUE(listed && inspected);
    for (const Container& web : {listed->front(), *inspected}) {
        EXPECT_EQ(web.state, RunState::exited);
        EXPECT_EQ(web.exit_code, 7);
        EXPECT_EQ(web.health, Health::none);
        EXPECT_FALSE(web.runs());
    }
    EXPECT_EQ(inspected->name, listed->front().name);
    EXPECT_EQ(inspected->image, listed->front().image);
    EXPECT_EQ(inspected->image_ref, listed->front().image_ref);
    EXPECT_EQ(inspected->created_at, listed->front().created_at);
}

TEST_P(AnEngine, RemovesAContainerOnlyWhenItDoesNotRun)
{
    const auto id = web_runs();
    EXPECT_EQ(key_of(now(world_->containers().remove(id))), "container_running");
    world_->ends(id, 0);
    EXPECT_EQ(key_of(now(world_->containers().remove(id))), "success");
    EXPECT_EQ(key_of(now(world_->containers().remove(id))), "container_unknown");
    EXPECT_EQ(key_of(now(world_->containers().inspect(id))), "container_unknown");
    EXPECT_EQ(now(world_->containers().list(app_.text())), std::vector<Container>{});
}

TEST_P(AnEngine, GivesTheLastLinesOfALog)
{
    const auto id = web_runs();
    std::vector<std::string> lines;
    const auto read = [&](int tail) {
        lines.clear();
        return now(world_->containers().logs(
            id, {.tail = tail}, [&](std::string_view line) { return lines.emplace_back(line), true; }));
    };

    const bool written = comes_true([&] { return read(10).has_value() && lines.size() == 2; });
    EXPECT_TRUE(written);
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(key_of(read(1)), "success");
    EXPECT_EQ(lines, std::vector<std::string>{"two"});
    EXPECT_EQ(
        key_of(now(world_->containers().logs({"0000"}, {}, [](std::string_view) { return true; }))), "container_unknown");
}

TEST_P(AnEngine, TellsWhatHappensAfterItTookTheSubscription)
{
    pulled("1");
    bool opened = false;
    std::vector<std::string> seen;
    std::string exit_code;
    std::optional<Result<void>> ended;
    boost::asio::cancellation_signal stop;
    auto follow = world_->engine().follow([&] { opened = true; },
        [&](const EngineEvent& event) {
            if (event.project != app_.text()) return;
            seen.push_back(event.action);
            if (event.action == "die") exit_code = event.attributes.at("exitCode");
        });
    boost::asio::co_spawn(io_, std::move(follow),
        boost::asio::bind_cancellation_slot(
            stop.slot(), [&](std::exception_ptr, Result<void> result) { ended = std::move(result); }));
    ASSERT_TRUE(comes_true([&] { return opened; }));

    const auto id = world_->runs(app_.text(), "web", "");
    EXPECT_TRUE(comes_true([&] { return holds(seen, "start"); }));
    world_->ends(id, 3);
    EXPECT_TRUE(comes_true([&] { return holds(seen, "die"); }));
    EXPECT_EQ(exit_code, "3");
    EXPECT_TRUE(std::ranges::none_of(seen, [](const std::string& action) { return action.starts_with("exec_"); }));
    EXPECT_FALSE(ended.has_value());

    stop.emit(boost::asio::cancellation_type::all);
    ASSERT_TRUE(comes_true([&] { return ended.has_value(); }));
    EXPECT_EQ(ended->error().kind, ErrorKind::cancelled);
}

TEST_P(AnEngine, TellsTheNetworksOfAProjectAndAllSubnets)
{
    const auto subnet = Subnet::parse("10.213.77.0/24").value();
    world_->makes_network(app_.text(), subnet);
    EXPECT_EQ(now(world_->engine().networks_of(app_.text())), std::vector{app_.text() + "_default"});
    EXPECT_TRUE(holds(now(world_->engine().subnets_in_use()).value(), subnet));
    EXPECT_EQ(now(world_->engine().networks_of("no-such-project")), std::vector<std::string>{});

    EXPECT_TRUE(now(world_->engine().remove_networks("no-such-project")));
    EXPECT_TRUE(holds(now(world_->engine().subnets_in_use()).value(), subnet));
    EXPECT_TRUE(now(world_->engine().remove_networks(app_.text())));
    EXPECT_FALSE(holds(now(world_->engine().subnets_in_use()).value(), subnet));
}

TEST_P(AnEngine, RemovesANetworkFromUnderItsOwnContainersOnly)
{
    const auto subnet = Subnet::parse("10.213.78.0/24").value();
    world_->makes_network(app_.text(), subnet);
    world_->joins(web_runs(), app_.text());
    const auto guest = world_->runs(other_.text(), "web", "");
    world_->joins(guest, app_.text());

    EXPECT_TRUE(now(world_->engine().remove_networks(app_.text())));
    EXPECT_TRUE(holds(now(world_->engine().subnets_in_use()).value(), subnet)) << "another project uses it";

    world_->clears(other_.text(), {});
    EXPECT_TRUE(now(world_->engine().remove_networks(app_.text())));
    EXPECT_FALSE(holds(now(world_->engine().subnets_in_use()).value(), subnet));
}

INSTANTIATE_TEST_SUITE_P(
    Contract, AnEngine, testing::Values("fake", "real"), [](const auto& suite) { return std::string(suite.param); });

} // namespace
} // namespace furtka::contract
