#include "adapters/compose/program.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using test::Scratch;

TEST(ComposeEnvironment, HoldsOnlyWhatComposeNeeds)
{
    const auto environment = compose_environment({{"PATH", "/bin"}, {"HOME", "/root"}, {"DOCKER_HOST", "unix:///x"},
        {"https_proxy", "p"}, {"SECRET", "hunter2"}, {"COMPOSE_FILE", "evil.yaml"}, {"LD_PRELOAD", "evil.so"}});

    EXPECT_EQ(environment,
        (Environment{{"PATH", "/bin"}, {"HOME", "/root"}, {"DOCKER_HOST", "unix:///x"}, {"https_proxy", "p"},
            {"COMPOSE_ANSI", "never"}, {"COMPOSE_PROGRESS", "plain"}}));
}

class FindingCompose : public ::testing::Test {
protected:
    std::string found(const std::string& setting = "")
    {
        const Environment environment{
            {"HOME", (scratch / "home").string()}, {"PATH", "relative:" + (scratch / "bin").string()}};
        const auto path = find_compose(setting, environment, scratch / "root");
        return path ? std::filesystem::relative(*path, scratch.path()).string() : path.error().key;
    }
    Scratch scratch;
};

TEST_F(FindingCompose, LooksWhereTheDockerClientLooks)
{
    EXPECT_EQ(found(), "compose_missing");
    scratch.program("bin/docker-compose", "");
    EXPECT_EQ(found(), "bin/docker-compose");
    scratch.program("root/usr/libexec/docker/cli-plugins/docker-compose", "");
    EXPECT_EQ(found(), "root/usr/libexec/docker/cli-plugins/docker-compose");
    scratch.program("root/usr/lib/docker/cli-plugins/docker-compose", "");
    EXPECT_EQ(found(), "root/usr/lib/docker/cli-plugins/docker-compose");
    scratch.program("root/usr/local/libexec/docker/cli-plugins/docker-compose", "");
    EXPECT_EQ(found(), "root/usr/local/libexec/docker/cli-plugins/docker-compose");
    scratch.program("root/usr/local/lib/docker/cli-plugins/docker-compose", "");
    EXPECT_EQ(found(), "root/usr/local/lib/docker/cli-plugins/docker-compose");
    scratch.program("home/.docker/cli-plugins/docker-compose", "");
    EXPECT_EQ(found(), "home/.docker/cli-plugins/docker-compose");
}

TEST_F(FindingCompose, TakesTheSettingBeforeAnything)
{
    scratch.program("bin/docker-compose", "");
    scratch.program("bin/other-compose", "");

    EXPECT_EQ(found((scratch / "bin/other-compose").string()), "bin/other-compose");
    EXPECT_EQ(found("other-compose"), "bin/other-compose");
    EXPECT_EQ(found("/nowhere/compose"), "compose_missing");
    EXPECT_EQ(found("../bin/other-compose"), "compose_missing");
}

TEST_F(FindingCompose, PassesByWhatIsNoProgram)
{
    scratch.write("home/.docker/cli-plugins/docker-compose", "not executable");
    std::filesystem::create_directories(scratch / "root/usr/lib/docker/cli-plugins/docker-compose");
    scratch.program("bin/docker-compose", "");

    EXPECT_EQ(found(), "bin/docker-compose");
}

std::string judged(std::string_view output)
{
    const auto version = checked_version(output, "/usr/bin/docker-compose");
    return version ? *version : version.error().key;
}

TEST(ComposeVersionCheck, TakesTwoTwentyAndLater)
{
    EXPECT_EQ(judged("2.20.0\n"), "2.20.0");
    EXPECT_EQ(judged("v2.40.3\n"), "2.40.3");
    EXPECT_EQ(judged("2.26.1-4\n"), "2.26.1-4");
    EXPECT_EQ(judged("5.0.0"), "5.0.0");
}

TEST(ComposeVersionCheck, RefusesOlderOnesAndOtherPrograms)
{
    EXPECT_EQ(judged("2.19.9\n"), "compose_too_old");
    EXPECT_EQ(judged("1.29.2\n"), "compose_too_old");
    EXPECT_EQ(judged("hello"), "compose_missing");
    EXPECT_EQ(judged(""), "compose_missing");
    EXPECT_EQ(judged("2"), "compose_missing");
    EXPECT_EQ(checked_version("2.3.4", "/opt/compose").error().message,
        "/opt/compose is Docker Compose 2.3.4; Furtka needs 2.20 or later");
}

TEST(ProgramIdentity, ChangesWhenTheProgramIsReplaced)
{
    const Scratch scratch;
    const auto path = scratch.program("compose", "a");
    const auto before = program_identity(path);
    scratch.program("other", "ab");
    std::filesystem::rename(scratch / "other", path);

    EXPECT_NE(program_identity(path), before);
    EXPECT_EQ(program_identity(scratch / "none"), "");
}

} // namespace
} // namespace furtka
