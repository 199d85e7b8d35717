#include "services/update_offers.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

class Offers : public testing::Test {
protected:
    Offers() { world.installed(sample_app("blog"), {service("web", "nginx:1"), service("db", "postgres:16")}); }
    void found(UpdateState web, const std::string& digest)
    {
        ServiceCheck check{.service = "web", .image = "nginx:1", .state = web};
        check.offered = {digest};
        check.first_seen = WallTime(90'500ms);
        AppCheck app{.services = {check, {.service = "db", .image = "postgres:16", .state = UpdateState::up_to_date}}};
        world.picture->set_update("blog", std::make_shared<const AppCheck>(std::move(app)));
    }
    void updated(HistoryOutcome outcome, std::optional<std::chrono::milliseconds> downtime)
    {
        world.history.entries.push_back({.app = "blog", .outcome = outcome, .downtime = downtime});
    }
    std::optional<std::chrono::milliseconds> expected()
    {
        return world.run(expected_downtime(world.history, *AppName::parse("blog")));
    }

    FakeWorld world;
    UpdateOffers offers{*world.picture, world.history};
};

TEST_F(Offers, AreTheServicesWithAnImageThatIsAvailable)
{
    EXPECT_TRUE(offers.of("blog").empty());

    found(UpdateState::available, "sha256:2");

    const std::vector<UpdateOffer> one{
        {.service = "web", .digest = "sha256:2", .first_seen = std::chrono::sys_seconds(90s), .refused = {}}};
    EXPECT_EQ(offers.of("blog"), one);
    EXPECT_TRUE(offers.of("nothing").empty());
}

TEST_F(Offers, SayWhyAnImageWasTakenBack)
{
    found(UpdateState::available, "sha256:2");
    world.history.images.push_back(
        {.app = "blog", .tag = "nginx:1", .image = image_id("b"), .digest = "sha256:2", .reason = "web ended", .at = {}});
    EXPECT_EQ(offers.of("blog").at(0).refused, "");

    world.run(offers.load());

    EXPECT_EQ(offers.of("blog").at(0).refused, "web ended");
    found(UpdateState::available, "sha256:3");
    EXPECT_EQ(offers.of("blog").at(0).refused, "");
}

TEST_F(Offers, ExpectTheMedianDowntimeOfTheNewestProvenUpdates)
{
    EXPECT_EQ(expected(), std::nullopt);

    updated(HistoryOutcome::done, 90s); // older than the newest five
    updated(HistoryOutcome::done, 5s);
    updated(HistoryOutcome::done, 1s);
    updated(HistoryOutcome::taken_back, 60s);
    updated(HistoryOutcome::done, std::nullopt);
    updated(HistoryOutcome::done, 2s);
    updated(HistoryOutcome::done, 3s);
    updated(HistoryOutcome::done, 4s);

    EXPECT_EQ(expected(), 3s);
}

} // namespace
} // namespace furtka::test
