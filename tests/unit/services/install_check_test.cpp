#include "support/installing.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

TEST_F(Installing, RefusesNeitherNameNorSourceAndBoth)
{
    EXPECT_EQ(check({}).error().key, "install_request");
    EXPECT_EQ(check({.name = "blog", .source = "/x"}).error().key, "install_request");
    EXPECT_EQ(check({.name = "nowhere"}).error().key, "app_unknown");
    EXPECT_EQ(check({.source = "/nowhere"}).error().key, "source_missing");
}

TEST_F(Installing, InstallsAFolderOfTheOwners)
{
    world.sources.has_folder("/home/me/blog", blog());

    EXPECT_EQ(install(InstallRequest{.source = "/home/me/blog"}).state, JobState::done);
}

TEST_F(Installing, RefusesSettingsThatWillNotDo)
{
    EXPECT_EQ(check({.name = "blog", .settings = {{"COLOUR", "red"}}}).error().key, "setting_unknown");
}

TEST_F(Installing, RefusesAnotherArchitecture)
{
    auto folder = blog();
    folder.manifest.architectures = {"arm64"};
    world.offers(folder, {service("web", "nginx:1")});

    EXPECT_EQ(check({.name = "blog"}).error().key, "architecture");
}

TEST_F(Installing, RefusesAProjectOfAnotherProgram)
{
    world.engine.runs("blog", "web", "nginx:1");
    world.engine.containers.front().working_dir = "/home/me/blog";

    const auto checked = check({.name = "blog"});

    EXPECT_EQ(checked.error().key, "project_exists");
    EXPECT_EQ(checked.error().message, "another program runs a compose project named blog (from /home/me/blog)");
}

TEST_F(Installing, RefusesAProviderWhoseNameAnotherProgramUses)
{
    world.engine.runs("broker", "x", "nginx:1");
    world.engine.containers.front().working_dir = "/home/me/broker";

    EXPECT_EQ(check({.name = "bridge"}).error().key, "project_exists");
}

TEST_F(Installing, TakesUpItsOwnContainersWhoseFolderWasDeletedByHand)
{
    world.engine.runs("blog", "web", "nginx:1");
    world.engine.containers.front().working_dir = "/apps/blog";

    EXPECT_TRUE(check({.name = "blog"}));
}

TEST_F(Installing, AsksToSetUpAProviderThatNeedsAnswersFirst)
{
    auto folder = broker();
    folder.manifest.settings = {{.name = "DOMAIN", .type = SettingType::text, .required = true}};
    world.offers(folder, {service("broker", "mosquitto:2")});

    const auto checked = check({.name = "bridge"});

    EXPECT_EQ(checked.error().key, "provider_settings");
    EXPECT_EQ(checked.error().hint, "install broker by itself, then try again");
}

} // namespace
} // namespace furtka::test
