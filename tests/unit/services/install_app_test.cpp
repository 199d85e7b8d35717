#include "support/installing.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

TEST_F(Installing, PutsFolderVolumesAndContainersInPlace)
{
    const auto job = install("blog", {{"TITLE", "Notes"}});

    EXPECT_EQ(job.result,
        R"({"app":"blog","installed":["blog"],"replaced":false,"volumes_created":["furtka_blog_data"],"notices":[]})");
    EXPECT_EQ(world.folders.env_text("blog"), "TITLE=Notes\nDB_PASSWORD=04050607\n");
    EXPECT_EQ(world.compose.calls(), "up blog remove-orphans");
    EXPECT_TRUE(world.engine.volumes.contains("furtka_blog_data"));
    EXPECT_EQ(world.picture->find("blog")->condition.state, AppState::running);
    EXPECT_TRUE(world.drafts.texts.empty());
    EXPECT_FALSE(world.folders.has_previous("blog"));
}

TEST_F(Installing, WritesEachStepBeforeItIsTaken)
{
    install("blog");

    std::string steps;
    for (const auto& step : world.store.steps(1)) steps += step.step + (step.taken ? "; " : " (begun); ");
    EXPECT_EQ(steps, "folder blog; volumes blog; up blog; end (begun); ");
}

TEST_F(Installing, InstallsProvidersFirstAndMergesWhatTheirHooksSay)
{
    const auto job = install("bridge");

    EXPECT_EQ(job.result,
        R"({"app":"bridge","installed":["broker","bridge"],"replaced":false,"volumes_created":["furtka_broker_store"],"notices":[]})");
    EXPECT_EQ(
        world.compose.calls(), "up broker remove-orphans; exec broker broker sh -c make_user; up bridge remove-orphans");
    EXPECT_EQ(world.compose.executions.front().environment,
        (std::map<std::string, std::string>{{"FURTKA_CONSUMER_APP", "bridge"}, {"FURTKA_CONSUMER_VERSION", "1.0.0"}}));
    EXPECT_EQ(world.folders.env_text("bridge"), "MQTT_PASSWORD=s3cr3t\n");
}

TEST_F(Installing, TheHookWinsOverWhatWasTyped)
{
    install("bridge", {{"MQTT_PASSWORD", "typed"}});

    EXPECT_EQ(world.compose.executions.front().environment.at("FURTKA_CONSUMER_ENV_MQTT_PASSWORD"), "typed");
    EXPECT_EQ(world.folders.env_text("bridge"), "MQTT_PASSWORD=s3cr3t\n");
}

TEST_F(Installing, ChecksForPlaceholdersAgainAfterTheHooks)
{
    world.compose.on_exec = [](const auto&) -> Result<std::string> { return std::string("MQTT_PASSWORD=changeme\n"); };

    const auto job = install("bridge");

    EXPECT_EQ(job.error->key, "placeholder_secret");
    EXPECT_TRUE(world.folders.has_app("bridge")); // its owner can mend the file
    EXPECT_TRUE(world.folders.has_app("broker"));
    EXPECT_EQ(world.compose.calls(), "up broker remove-orphans; exec broker broker sh -c make_user");
}

TEST_F(Installing, LeavesTheFolderWhenAPlaceholderIsInTheEnv)
{
    auto folder = blog();
    folder.env_example = "DB_PASSWORD=changeme\n";
    world.offers(folder, {service("web", "nginx:1")});

    const auto job = install("blog");

    EXPECT_EQ(job.error->key, "placeholder_secret");
    EXPECT_EQ(job.error->details.front().second, "DB_PASSWORD");
    EXPECT_EQ(world.folders.env_text("blog"), "DB_PASSWORD=changeme\nTITLE='My blog'\n");
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_EQ(install("blog", {{"DB_PASSWORD", "good"}}).state, JobState::done);
    EXPECT_EQ(world.folders.env_text("blog"), "DB_PASSWORD=good\nTITLE='My blog'\n");
}

TEST_F(Installing, FailsWhenAProviderDoesNotRun)
{
    world.installed(broker(), {service("broker", "mosquitto:2")});
    world.engine.ends(world.engine.containers.front().id, 0);

    const auto job = install("bridge");

    EXPECT_EQ(job.error->key, "provider_not_running");
    EXPECT_FALSE(world.folders.has_app("bridge"));
}

TEST_F(Installing, ReinstallsWithTheEnvAndVolumesKept)
{
    install("blog", {{"TITLE", "Notes"}});
    world.offers(blog("2.0.0"), {service("db", "postgres:16"), service("web", "nginx:1")});
    forget_calls();

    const auto job = install("blog");

    EXPECT_EQ(job.result, R"({"app":"blog","installed":["blog"],"replaced":true,"volumes_created":[],"notices":[]})");
    EXPECT_EQ(world.folders.at("blog").manifest.version, "2.0.0");
    EXPECT_EQ(world.folders.env_text("blog"), "TITLE=Notes\nDB_PASSWORD=04050607\n");
    EXPECT_FALSE(world.folders.has_previous("blog"));
}

TEST_F(Installing, ReinstallsABrokenFolderWithItsEnvKept)
{
    install("blog");
    const auto env = world.folders.env_text("blog");
    world.folders.has_broken("blog", {.kind = ErrorKind::broken, .key = "manifest_json", .message = "no JSON"}, env);
    world.folders.tell("blog");
    world.settle();

    EXPECT_EQ(install("blog").state, JobState::done);
    EXPECT_EQ(world.folders.env_text("blog"), env);
}

TEST_F(Installing, AReinstallDoesNotAskTheSameProvidersAgain)
{
    install("bridge");
    forget_calls();

    install("bridge");

    EXPECT_EQ(world.compose.calls(), "up bridge remove-orphans");
}

TEST_F(Installing, UsesTheLocalImageWhenItCannotBePulled)
{
    world.engine.has_image("nginx:1", image_id("mine"));
    world.registry.is_down();
    world.engine.fail("pull nginx:1", {.kind = ErrorKind::not_found, .key = "image_unknown", .message = "unknown"});

    EXPECT_EQ(install("blog").state, JobState::done);
}

} // namespace
} // namespace furtka::test
