#include "services/app_settings.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

Task<Result<std::string>> body(AppSettings& use_case, AppName app, SettingsChange change, JobContext& job)
{
    CO_TRY(const auto outcome, co_await use_case.run(app, std::move(change), job));
    co_return to_json(outcome);
}

class ChangingSettings : public testing::Test {
protected:
    ChangingSettings()
    {
        auto folder = sample_app("blog");
        folder.manifest.settings = {{.name = "TITLE", .type = SettingType::text, .default_value = "My blog"},
            {.name = "DB_PASSWORD", .type = SettingType::password}, {.name = "MEDIA", .type = SettingType::path}};
        folder.env = EnvFile::parse("# mine\nTITLE=Notes\nDB_PASSWORD=abc\nEXTRA=1\n").value();
        world.installed(folder, {service("web", "nginx:1")});
    }

    Job change(SettingValues values, PortChoices ports = {})
    {
        AppSettings use_case(world.world(), world.policies, *world.picture);
        const SettingsChange change{.values = std::move(values), .ports = std::move(ports)};
        return world.run_job(
            JobKind::settings, "blog", [&](JobContext& job) { return body(use_case, app_name("blog"), change, job); });
    }
    Result<void> check(SettingValues values, PortChoices ports = {})
    {
        AppSettings use_case(world.world(), world.policies, *world.picture);
        return world.run(use_case.check(app_name("blog"), {.values = std::move(values), .ports = std::move(ports)}));
    }

    FakeWorld world;
};

TEST_F(ChangingSettings, RefusesAPortThatIsTakenAndOnlyANewOne)
{
    auto folder = sample_app("blog");
    folder.manifest.settings = {{.name = "PORT", .type = SettingType::port}, {.name = "TITLE", .type = SettingType::text}};
    folder.env = EnvFile::parse("PORT=8080\n").value();
    auto web = service("web", "nginx:1");
    web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
    world.installed(folder, {web});
    world.compose.on_preview = [](ComposeModel model, const std::string& env) {
        model.services.front().ports.front().published = EnvFile::parse(env)->values().at("PORT");
        return model;
    };
    world.host.has_listener(8080, "tcp", "docker-proxy", 11);
    world.host.has_listener(8081, "tcp", "nginx", 12);

    EXPECT_TRUE(check({{"TITLE", "Notes"}}));
    EXPECT_TRUE(check({{"PORT", "8082"}}));
    const auto refused = check({{"PORT", "8081"}});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "blog cannot have these settings: port 8081 is used by nginx (pid 12)");
    EXPECT_EQ(refused.error().details.back(), (std::pair<std::string, std::string>{"setting", "PORT"}));
}

class MovingPorts : public ChangingSettings {
protected:
    MovingPorts()
    {
        auto web = service("web", "nginx:1");
        web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
        world.installed(sample_app("blog"), {web});
    }
};

TEST_F(MovingPorts, AreKeptToldAndTakenBack)
{
    const auto job = change({}, {{"web:80", "8081"}});

    EXPECT_EQ(job.result, R"({"app":"blog","changed":["web:80"],"applied":true})");
    AppSettings use_case(world.world(), world.policies, *world.picture);
    EXPECT_EQ(world.run(use_case.read(app_name("blog")))->ports,
        (std::vector<PortPlace>{{.place = "web:80", .now = "8081", .written = "8080"}}));
    EXPECT_TRUE(check({}, {{"web:80", ""}}));
    change({}, {{"web:80", ""}});
    EXPECT_EQ(world.run(use_case.read(app_name("blog")))->ports.front().now, "8080");
}

TEST_F(MovingPorts, OnlyToPortsThatAreFreeAndOfPortsThatItHas)
{
    world.host.has_listener(8081, "tcp", "nginx", 12);

    const auto refused = check({}, {{"web:80", "8081"}}).error();

    EXPECT_EQ(refused.message, "blog cannot have these settings: port 8081 is used by nginx (pid 12)");
    EXPECT_EQ(refused.details.back(), (std::pair<std::string, std::string>{"take", "8082"}));
    EXPECT_EQ(check({}, {{"web:81", "8082"}}).error().key, "port_place_unknown");
    EXPECT_EQ(check({}, {{"web", "8082"}}).error().key, "port_choice");
}

TEST_F(ChangingSettings, NeverGivesASecretBack)
{
    AppSettings use_case(world.world(), world.policies, *world.picture);

    const auto form = world.run(use_case.read(app_name("blog")));

    EXPECT_EQ(form->values, (SettingValues{{"TITLE", "Notes"}}));
    EXPECT_EQ(form->secrets_set, (std::vector<std::string>{"DB_PASSWORD"}));
}

TEST_F(ChangingSettings, WritesAndAppliesWhatChanged)
{
    const auto job = change({{"TITLE", "Thoughts"}, {"DB_PASSWORD", ""}});

    EXPECT_EQ(job.result, R"({"app":"blog","changed":["TITLE"],"applied":true})");
    EXPECT_EQ(world.folders.env_text("blog"), "# mine\nTITLE=Thoughts\nDB_PASSWORD=abc\nEXTRA=1\n");
    EXPECT_EQ(world.compose.calls(), "up blog");
}

TEST_F(ChangingSettings, ChangesASecretThatWasGiven)
{
    EXPECT_EQ(change({{"DB_PASSWORD", "new"}}).result, R"({"app":"blog","changed":["DB_PASSWORD"],"applied":true})");
    EXPECT_EQ(world.folders.env_text("blog"), "# mine\nTITLE=Notes\nDB_PASSWORD=new\nEXTRA=1\n");
}

TEST_F(ChangingSettings, LetsAnOptionalSettingBeEmptied)
{
    change({{"TITLE", ""}});
    EXPECT_NE(world.folders.env_text("blog").find("TITLE="), std::string::npos);
    EXPECT_EQ(world.folders.env_text("blog").find("Notes"), std::string::npos);

    change({{"DB_PASSWORD", "new"}}); // and it stays so when another one changes

    EXPECT_EQ(world.folders.env_text("blog").find("My blog"), std::string::npos);
}

TEST_F(ChangingSettings, WritesOnlyWhenTheAppIsStopped)
{
    world.run(world.folders.write_intent(app_name("blog"), Intent::stop));

    EXPECT_EQ(change({{"TITLE", "Thoughts"}}).result, R"({"app":"blog","changed":["TITLE"],"applied":false})");
    EXPECT_EQ(world.compose.calls(), "");
}

TEST_F(ChangingSettings, RefusesBeforeAnythingIsWritten)
{
    EXPECT_EQ(check({{"COLOUR", "red"}}).error().key, "setting_unknown");
    EXPECT_EQ(check({{"DB_PASSWORD", "changeme"}}).error().key, "placeholder_secret");
    EXPECT_EQ(check({{"MEDIA", "/etc"}}).error().key, "setting_path");
    EXPECT_EQ(check({{"MEDIA", "/srv/../etc"}}).error().key, "setting_path");
    world.host.has_folder("/srv/media");
    EXPECT_TRUE(check({{"MEDIA", "/srv/media"}}));
    EXPECT_EQ(world.folders.calls(), "");
}

TEST_F(ChangingSettings, FollowsASymbolicLinkBeforeItJudgesAPath)
{
    world.host.paths["/srv/link"] = {.exists = true, .directory = true, .resolved = "/etc/ssl"};

    EXPECT_EQ(check({{"MEDIA", "/srv/link"}}).error().key, "setting_path");
}

TEST_F(ChangingSettings, RefusesToOverwriteAnEnvThatCannotBeRead)
{
    auto folder = world.folders.at("blog");
    folder.env.reset();
    folder.env_error = Error{.kind = ErrorKind::broken, .key = "env_syntax", .message = "line 3: a quote is open"};
    world.folders.has(folder);

    EXPECT_EQ(check({{"TITLE", "x"}}).error().key, "env_syntax");
}

TEST_F(ChangingSettings, PutsTheSettingsBackThatComposeRefuses)
{
    world.compose.fail("resolve blog", {.kind = ErrorKind::broken, .key = "compose_invalid", .message = "invalid port"}, 3);

    const auto job = change({{"TITLE", "Thoughts"}});

    EXPECT_EQ(job.error->key, "compose_invalid");
    EXPECT_EQ(world.folders.env_text("blog"), "# mine\nTITLE=Notes\nDB_PASSWORD=abc\nEXTRA=1\n");
    EXPECT_EQ(world.compose.calls(), "");
}

TEST_F(ChangingSettings, TellsThatTheAppDoesNotStartWithThem)
{
    world.on_container = [](Container& c) {
        c.state = RunState::exited;
        c.exit_code = 78;
    };

    const auto job = change({{"TITLE", "Thoughts"}});

    EXPECT_EQ(job.error->key, "app_failed_to_start");
    EXPECT_NE(world.folders.env_text("blog").find("Thoughts"), std::string::npos);
}

} // namespace
} // namespace furtka::test
