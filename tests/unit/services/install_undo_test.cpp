#include "support/installing.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

/// Every step that can fail, in the order in which they are taken.
struct FailingStep {
    std::string name;
    std::function<void(FakeWorld&, Error)> make_fail;
    std::vector<std::string> volumes_left;
};

void PrintTo(const FailingStep& step, std::ostream* out) { *out << step.name; }

class InstallFailing : public Installing, public testing::WithParamInterface<FailingStep> { };

TEST_P(InstallFailing, IsUndoneWithTheDraftKeptAndCanBeTriedAgain)
{
    const Error error{.kind = ErrorKind::upstream, .key = "broke", .message = "it broke"};
    GetParam().make_fail(world, error);
    const auto before = world.snapshot();

    const auto job = install("blog", {{"TITLE", "Notes"}});

    EXPECT_EQ(job.state, JobState::failed);
    auto expected = before;
    expected.volumes = GetParam().volumes_left;
    EXPECT_EQ(world.snapshot(), expected);
    ASSERT_TRUE(world.drafts.texts.contains("blog"));
    EXPECT_EQ(world.drafts.texts.at("blog"), "TITLE=Notes\nDB_PASSWORD=04050607\n");
    EXPECT_EQ(world.picture->find("blog"), nullptr);

    world.store.works_again();
    EXPECT_EQ(install("blog").state, JobState::done);
    EXPECT_EQ(world.folders.env_text("blog"), "TITLE=Notes\nDB_PASSWORD=04050607\n"); // volumes keep their password
    EXPECT_TRUE(world.drafts.texts.empty());
}

FailingStep store_write(std::string name, std::size_t number, std::vector<std::string> volumes_left = {})
{
    return {std::move(name), [number](FakeWorld& w, Error e) { w.store.fails_from(number, std::move(e)); },
        std::move(volumes_left)};
}

INSTANTIATE_TEST_SUITE_P(AtEachStep, InstallFailing,
    testing::Values(store_write("save", 1), store_write("about_to_folder", 2),
        FailingStep{"put", [](FakeWorld& w, Error e) { w.folders.fail("put", std::move(e)); }, {}},
        FailingStep{"resolve", [](FakeWorld& w, Error e) { w.compose.fail("resolve blog", std::move(e), 3); }, {}},
        FailingStep{"pull", [](FakeWorld& w, Error e) { w.engine.fail("pull nginx:1", std::move(e)); }, {}},
        store_write("about_to_volumes", 4),
        FailingStep{"ensure", [](FakeWorld& w, Error e) { w.engine.fail("ensure", std::move(e)); }, {}},
        store_write("about_to_up", 6, {"furtka_blog_data"}),
        FailingStep{"up", [](FakeWorld& w, Error e) { w.compose.fail("up", std::move(e)); }, {"furtka_blog_data"}},
        FailingStep{"start",
            [](FakeWorld& w, Error) {
                w.on_container = [&w](Container& c) {
                    c.state = RunState::exited;
                    c.exit_code = 1;
                    w.on_container = nullptr;
                };
            },
            {"furtka_blog_data"}},
        store_write("about_to_end", 8, {"furtka_blog_data"})),
    [](const auto& parameter) { return parameter.param.name; });

TEST_F(Installing, IsUndoneWhenCancelled)
{
    world.engine.hold("pull");
    const auto id = start({.name = "blog", .settings = {{"TITLE", "Notes"}}});
    world.until([&] { return world.engine.held() > 0; });

    EXPECT_TRUE(world.jobs->cancel(id));
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::cancelled);
    EXPECT_FALSE(world.folders.has_app("blog"));
    EXPECT_EQ(world.drafts.texts.at("blog"), "TITLE=Notes\nDB_PASSWORD=04050607\n");
    EXPECT_TRUE(world.jobs->check_free("blog"));
}

TEST_F(Installing, IsUndoneWhenCancelledDuringUp)
{
    world.compose.hold("up");
    const auto id = start({.name = "blog"});
    world.until([&] { return world.compose.held() > 0; });

    EXPECT_TRUE(world.jobs->cancel(id));
    const auto job = world.run(world.jobs->wait(id)).value();

    EXPECT_EQ(job.state, JobState::cancelled);
    EXPECT_EQ(world.compose.calls(), "up blog remove-orphans; down blog");
    EXPECT_FALSE(world.folders.has_app("blog"));
    EXPECT_TRUE(world.engine.volumes.contains("furtka_blog_data")); // something may have been written to it
}

TEST_F(Installing, TakesProvidersBackWithTheAppThatNeededThem)
{
    world.compose.fail("up bridge", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no"});

    install("bridge");

    EXPECT_FALSE(world.folders.has_app("bridge"));
    EXPECT_FALSE(world.folders.has_app("broker"));
    EXPECT_TRUE(world.engine.containers.empty());
}

TEST_F(Installing, LeavesWhatItCannotTakeBackAndSaysSo)
{
    world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no"});
    world.compose.fail("down", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "down failed"});

    const auto job = install("blog");

    EXPECT_EQ(job.log.back(), "blog could not be taken back: down failed");
    EXPECT_TRUE(world.folders.has_app("blog")); // containers without a folder would be in the way of the next try
}

TEST_F(Installing, AFailedReinstallBringsThePreviousVersionBack)
{
    install("blog");
    world.settle();
    const auto before = world.snapshot();
    world.offers(blog("2.0.0"), {service("db", "postgres:16"), service("web", "nginx:1")});
    world.on_container = [this](Container& c) {
        c.state = RunState::exited;
        c.exit_code = 1;
        if (c.service == "web") world.on_container = nullptr;
    };

    const auto job = install("blog");

    EXPECT_EQ(job.error->key, "app_failed_to_start");
    EXPECT_EQ(world.snapshot(), before);
}

TEST_F(Installing, AFailedReinstallDoesNotStartAnAppItsOwnerHadStopped)
{
    install("blog");
    world.run(world.folders.write_intent(app_name("blog"), Intent::stop));
    world.compose.on_stop({.app = app_name("blog"), .folder = "/apps/blog", .files = {}});
    world.settle();
    world.offers(blog("2.0.0"), {service("db", "postgres:16"), service("web", "nginx:1")});
    world.compose.fail("up", {.kind = ErrorKind::upstream, .key = "compose_failed", .message = "no"});
    forget_calls();

    install("blog");

    EXPECT_EQ(world.compose.calls(), "up blog remove-orphans; stop blog");
    EXPECT_EQ(world.folders.at("blog").manifest.version, "1.0.0");
    EXPECT_EQ(world.folders.at("blog").intent, Intent::stop);
}

TEST_F(Installing, APlaceholderInAReinstallLeavesTheAppAsItWas)
{
    install("blog");
    world.settle();
    const auto before = world.snapshot();
    world.offers(blog("2.0.0"), {service("web", "nginx:1")});

    const auto job = install("blog", {{"DB_PASSWORD", "changeme"}});

    EXPECT_EQ(job.error->key, "placeholder_secret");
    EXPECT_EQ(world.snapshot(), before);
}

} // namespace
} // namespace furtka::test
