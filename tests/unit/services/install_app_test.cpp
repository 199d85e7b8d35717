#include "services/install_app.hpp"
#include "support/fake_world.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace furtka::test {
namespace {

Setting setting(std::string name, SettingType type, std::string default_value = "")
{
    return {.name = std::move(name), .type = type, .default_value = std::move(default_value)};
}

/// Its value is 04050607 after a check: the fake host counts its random bytes, and a check takes the first four.
Setting generated(std::string name)
{
    return {.name = std::move(name), .type = SettingType::password, .required = true, .generate = "hex:4"};
}

AppFolder blog(std::string version = "1.0.0")
{
    auto folder = sample_app("blog");
    folder.manifest.version = std::move(version);
    folder.manifest.volumes = {"data"};
    folder.manifest.settings = {setting("TITLE", SettingType::text, "My blog"), generated("DB_PASSWORD")};
    return folder;
}

AppFolder broker()
{
    auto folder = sample_app("broker");
    folder.manifest.volumes = {"store"};
    return folder;
}

AppFolder bridge()
{
    auto folder = sample_app("bridge");
    folder.manifest.requirements = {{.app = "broker", .on_install = "scripts/user.sh"}};
    folder.manifest.settings = {setting("MQTT_PASSWORD", SettingType::password)};
    return folder;
}

Task<Result<std::string>> body(InstallApp& use_case, InstallRequest request, InstallPlan plan, JobContext& job)
{
    CO_TRY(const auto outcome, co_await use_case.run(std::move(request), std::move(plan), job));
    co_return to_json(outcome);
}

class Installing : public testing::Test {
protected:
    Installing()
    {
        world.offers(blog(), {service("db", "postgres:16"), service("web", "nginx:1")});
        world.offers(broker(), {service("broker", "mosquitto:2")});
        world.offers(bridge(), {service("bridge", "zigbee:1")});
        world.folders.scripts["broker/scripts/user.sh"] = "make_user";
        world.compose.on_exec = [](const FakeCompose::Execution&) -> Result<std::string> {
            return std::string("creating user\nMQTT_PASSWORD=s3cr3t\n");
        };
        world.look();
    }

    Result<InstallPlan> check(const InstallRequest& request)
    {
        InstallPlanner planner(world.world(), world.policies, *world.picture);
        return world.run(planner.check(request));
    }
    JobId start(const InstallRequest& request)
    {
        const auto plan = check(request).value();
        use_case = std::make_unique<InstallApp>(world.world(), world.policies, *world.picture);
        return world.start_job(JobKind::install, plan.folder.manifest.name,
            [this, request, plan](JobContext& job) { return body(*use_case, request, plan, job); });
    }
    Job install(const InstallRequest& request) { return world.run(world.jobs->wait(start(request))).value(); }
    Job install(std::string name, SettingValues settings = {})
    {
        return install(InstallRequest{.name = std::move(name), .settings = std::move(settings)});
    }
    void forget_calls()
    {
        world.compose.forget_calls();
        world.engine.forget_calls();
        world.folders.forget_calls();
        world.drafts.forget_calls();
    }

    FakeWorld world;
    std::unique_ptr<InstallApp> use_case;
};

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

TEST_F(Installing, UsesTheLocalImageWhenItCannotBePulled)
{
    world.engine.has_image("nginx:1", image_id("mine"));
    world.registry.is_down();
    world.engine.fail("pull nginx:1", {.kind = ErrorKind::not_found, .key = "image_unknown", .message = "unknown"});

    EXPECT_EQ(install("blog").state, JobState::done);
}

// ---- what is checked before

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

class InstallPorts : public Installing {
protected:
    InstallPorts()
    {
        auto folder = blog();
        folder.manifest.settings.push_back(setting("PORT", SettingType::port, "8080"));
        auto web = service("web", "nginx:1");
        web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
        world.offers(folder, {web});
        // As with `${PORT}` in the compose file.
        world.compose.on_preview = [](ComposeModel model, const std::string& env) {
            const auto values = EnvFile::parse(env)->values();
            for (auto& each : model.services) {
                for (auto& port : each.ports) {
                    if (values.contains("PORT")) port.published = values.at("PORT");
                }
            }
            return model;
        };
    }
    std::vector<PortTaken> taken(InstallRequest request)
    {
        InstallPlanner planner(world.world(), world.policies, *world.picture);
        return world.run(planner.plan(std::move(request)))->ports_taken;
    }
};

TEST_F(InstallPorts, OffersOneThatIsFree)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(8081, "tcp", "other", 13);

    const auto found = taken({.name = "blog"});

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().claim.setting, "PORT");
    EXPECT_EQ(found.front().free, 8082);
    EXPECT_EQ(check({.name = "blog"}).error().details,
        (std::vector<std::pair<std::string, std::string>>{
            {"port", "8080"}, {"protocol", "tcp"}, {"holder", "nginx (pid 12)"}, {"free", "8082"}, {"setting", "PORT"}}));
}

TEST_F(InstallPorts, OffersNoneThatAStoppedAppWouldHave)
{
    auto other = broker();
    auto sleeper = service("broker", "mosquitto:2");
    sleeper.ports = {{.published = "8081", .target = 1, .protocol = "tcp"}};
    world.placed(other, {sleeper});
    world.run(world.picture->refresh("broker"));
    world.host.has_listener(8080, "tcp", "nginx", 12);

    EXPECT_EQ(taken({.name = "blog"}).front().free, 8082);
}

TEST_F(InstallPorts, IsToldOfAStoppedAppAndMayGoOn)
{
    auto other = broker();
    other.intent = Intent::stop;
    auto sleeper = service("broker", "mosquitto:2");
    sleeper.ports = {{.published = "8080", .target = 1, .protocol = "tcp"}};
    world.placed(other, {sleeper});
    world.run(world.folders.write_intent(app_name("broker"), Intent::stop));
    world.run(world.picture->refresh("broker"));

    const auto found = taken({.name = "blog"});

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(to_text(found.front()), "port 8080 is used by broker, once it runs");
    EXPECT_TRUE(found.front().waits);
    EXPECT_TRUE(check({.name = "blog"}));
}

TEST_F(InstallPorts, TakesTheFreePortWhenThatIsAskedAndRemembersIt)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);

    const auto job = install({.name = "blog", .free_ports = true});

    EXPECT_FALSE(job.error);
    EXPECT_EQ(world.run(world.folders.read_env(app_name("blog")))->value().values().at("PORT"), "8081");
    EXPECT_THAT(job.log, testing::Contains("blog: PORT is 8081, for 8080 is taken"));
}

/// An app whose ports stand in its compose file.
class LiteralPorts : public InstallPorts {
protected:
    LiteralPorts()
    {
        world.compose.on_preview = nullptr;
        auto web = service("web", "nginx:1");
        web.ports = {{.host_ip = "127.0.0.1", .published = "8080", .target = 80, .protocol = "tcp"},
            {.published = "53", .target = 53, .protocol = "udp"}, {.published = "53", .target = 53, .protocol = "tcp"}};
        for (std::uint16_t port = 9000; port <= 9003; ++port)
            web.ports.push_back({.published = std::to_string(port), .target = port, .protocol = "tcp"});
        auto db = service("db", "postgres:16");
        db.ports = {{.published = "5432", .target = 5432, .protocol = "tcp"}};
        auto folder = sample_app("blog");
        world.offers(folder, {db, web});
    }
    static std::vector<std::string> words(const std::vector<PortTaken>& list)
    {
        std::vector<std::string> texts;
        for (const auto& each : list)
            texts.push_back(fmt::format("{}: {}={}", to_text(each), each.claim.place, each.take()));
        return texts;
    }
};

TEST_F(LiteralPorts, AreOfferedOthersAllAtOnce)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(53, "udp", "dnsmasq", 7);
    world.host.has_listener(8053, "tcp", "other", 8);
    world.host.has_listener(9002, "tcp", "ftp", 9);
    world.host.has_listener(9005, "tcp", "ftp", 9);
    world.host.has_listener(5432, "tcp", "postgres", 10);

    EXPECT_THAT(words(taken({.name = "blog"})),
        testing::ElementsAre("port 5432 is used by postgres (pid 10): db:5432=5433",
            "port 8080 is used by nginx (pid 12): web:80=8081", "port 53 is used by dnsmasq (pid 7): web:53=8054",
            "port 9002 is used by ftp (pid 9): web:9000-9003=9006-9009"));
    const auto refused = check({.name = "blog"}).error();
    EXPECT_EQ(refused.message,
        "blog cannot be installed: port 5432 is used by postgres (pid 10); port 8080 is used by nginx (pid 12); port 53 is "
        "used by dnsmasq (pid 7); port 9002 is used by ftp (pid 9)");
    EXPECT_EQ(refused.hint,
        "give db:5432 the port 5433 and web:80 the port 8081 and web:53 the port 8054 and web:9000-9003 the ports "
        "9006-9009, "
        "which are free, or stop what uses the others");
    EXPECT_EQ(refused.details.back(), (std::pair<std::string, std::string>{"take", "5433"}));
}

TEST_F(LiteralPorts, AreTakenWhenThatIsAskedAndRemembered)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(9002, "tcp", "ftp", 9);

    const auto job = install({.name = "blog", .free_ports = true});

    EXPECT_FALSE(job.error);
    EXPECT_EQ(world.run(world.folders.read_env(app_name("blog")))->value().values().at("FURTKA_PORTS"),
        "web:80=8081 web:9000-9003=9004-9007");
    EXPECT_THAT(job.log, testing::Contains("blog: web:80 is 8081, for 8080 is taken"));
}

TEST_F(LiteralPorts, AreWhatTheirOwnerChose)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(8090, "tcp", "other", 13);

    EXPECT_TRUE(check({.name = "blog", .ports = {{"web:80", "8081"}}}));
    EXPECT_EQ(check({.name = "blog", .ports = {{"web:80", "8090"}}}).error().message,
        "blog cannot be installed: port 8090 is used by other (pid 13)");
    EXPECT_EQ(check({.name = "blog", .ports = {{"web:81", "8090"}}}).error().key, "port_place_unknown");
    EXPECT_EQ(check({.name = "blog", .ports = {{"web:80", "http"}}}).error().key, "port_choice");
    const auto job = install({.name = "blog", .ports = {{"web:80", "8081"}}});
    EXPECT_EQ(world.run(world.folders.read_env(app_name("blog")))->value().values().at("FURTKA_PORTS"), "web:80=8081");
    EXPECT_TRUE(check({.name = "blog"})) << "an installation over it keeps the choice";
}

TEST_F(LiteralPorts, MayBeThoseOfTwoAddressesAndNotOfTwoServices)
{
    auto one = service("one", "nginx:1");
    one.ports = {{.host_ip = "10.0.0.1", .published = "8080", .target = 80, .protocol = "tcp"}};
    auto two = service("two", "nginx:1");
    two.ports = {{.host_ip = "10.0.0.2", .published = "8080", .target = 80, .protocol = "tcp"}};
    world.offers(sample_app("blog"), {one, two});
    EXPECT_TRUE(taken({.name = "blog"}).empty());

    two.ports.front().host_ip = "";
    world.offers(sample_app("blog"), {one, two});
    EXPECT_THAT(words(taken({.name = "blog"})), testing::ElementsAre("port 8080 is wanted by the app twice: two:80=8081"));
}

TEST_F(InstallPorts, TellsAppsOfOneInstallationApartThatWantTheSame)
{
    auto wanting = [](std::string name) {
        auto web = service(std::move(name), "nginx:1");
        web.ports = {{.published = "8080", .target = 80, .protocol = "tcp"}};
        return web;
    };
    auto first = broker();
    first.manifest.settings = {setting("PORT", SettingType::port, "8080")};
    auto second = bridge();
    second.manifest.settings.push_back(setting("PORT", SettingType::port, "8080"));
    world.offers(first, {wanting("broker")});
    world.offers(second, {wanting("bridge")});

    const auto between = taken({.name = "bridge"});
    ASSERT_EQ(between.size(), 1U);
    EXPECT_EQ(between.front().claim.app, "bridge");
    EXPECT_EQ(to_text(between.front()), "port 8080 is used by broker");
    EXPECT_EQ(between.front().free, 8081);

    world.host.has_listener(8080, "tcp", "nginx", 12);
    const auto outside = taken({.name = "bridge"});
    ASSERT_EQ(outside.size(), 2U);
    EXPECT_EQ(to_text(outside.front()), "port 8080 is used by nginx (pid 12)");
    EXPECT_EQ(to_text(outside.back()), "port 8080 is used by nginx (pid 12)");
    EXPECT_NE(outside.front().free, outside.back().free);
}

TEST_F(InstallPorts, NamesAContainerThatIsNoApp)
{
    Container foreign{.id = ContainerId{"f00"}, .name = "old-web", .state = RunState::running};
    foreign.ports = {{.host_port = 8080, .container_port = 80, .protocol = "tcp"}};
    world.engine.containers.push_back(foreign);

    EXPECT_EQ(
        check({.name = "blog"}).error().message, "blog cannot be installed: port 8080 is used by the container old-web");
}

TEST_F(InstallPorts, NamesTheProgramThatHoldsAPort)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);

    const auto checked = check({.name = "blog"});

    EXPECT_EQ(checked.error().key, "port_in_use");
    EXPECT_EQ(checked.error().message, "blog cannot be installed: port 8080 is used by nginx (pid 12)");
}

TEST_F(InstallPorts, NamesTheAppThatHoldsAPort)
{
    world.installed(broker(), {service("broker", "mosquitto:2")});
    world.engine.containers.front().ports = {{.host_port = 8080, .container_port = 1, .protocol = "tcp"}};
    world.run(world.picture->refresh("broker"));

    EXPECT_EQ(check({.name = "blog"}).error().message, "blog cannot be installed: port 8080 is used by broker");
}

TEST_F(InstallPorts, JudgesThePortThatWasAskedFor)
{
    world.host.has_listener(8080, "tcp", "nginx", 12);
    world.host.has_listener(9999, "tcp", "other", 13);

    EXPECT_TRUE(check({.name = "blog", .settings = {{"PORT", "8081"}}}));
    EXPECT_EQ(check({.name = "blog", .settings = {{"PORT", "9999"}}}).error().message,
        "blog cannot be installed: port 9999 is used by other (pid 13)");
}

TEST_F(InstallPorts, DoesNotMindItsOwnPortInAReinstall)
{
    install("blog");
    world.host.has_listener(8080, "tcp", "docker-proxy", 12);

    EXPECT_TRUE(check({.name = "blog"}));
}

TEST_F(InstallPorts, NamesTheHolderWhenOnlyUpFindsOut)
{
    world.compose.fail("up",
        {.kind = ErrorKind::conflict,
            .key = "port_in_use",
            .message = "up failed",
            .details = {{"port", "53"}, {"protocol", "udp"}}});
    world.host.has_listener(53, "udp", "dnsmasq", 7);

    EXPECT_EQ(install("blog").error->message, "blog needs port 53, which dnsmasq (pid 7) uses");
}

TEST_F(Installing, IsRefusedWhileItsContainerNameIsThatOfAnother)
{
    auto web = service("web", "nginx:1");
    web.privileges = {{"container_name", "web"}};
    world.offers(blog(), {service("db", "postgres:16"), web});
    Container foreign{.id = ContainerId{"f00"}, .name = "web", .state = RunState::exited};
    world.engine.containers.push_back(foreign);

    EXPECT_EQ(check({.name = "blog"}).error().key, "name_taken");
    EXPECT_EQ(check({.name = "blog"}).error().message,
        "blog cannot be installed: there is a container named web already, which is no app's");

    world.engine.containers.back().name = "web-of-another";
    EXPECT_TRUE(check({.name = "blog"}));
}

TEST_F(Installing, IsRefusedWhileAnInstalledAppWouldTakeTheSameName)
{
    auto web = service("web", "nginx:1");
    web.privileges = {{"container_name", "web"}};
    world.placed(broker(), {web});
    world.run(world.picture->refresh("broker"));
    world.offers(blog(), {web});

    EXPECT_EQ(check({.name = "blog"}).error().message,
        "blog cannot be installed: the container name web is that of the app broker");
}

TEST_F(Installing, PlansWithoutChangingAnything)
{
    InstallPlanner planner(world.world(), world.policies, *world.picture);
    const auto before = world.snapshot();

    const auto plan = world.run(planner.plan({.name = "bridge"}));

    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->steps.size(), 2U);
    EXPECT_EQ(plan->steps[0], (InstallStep{.app = app_name("broker"), .already_installed = false, .needed_by = {"bridge"}}));
    EXPECT_EQ(plan->images, (std::vector<std::string>{"zigbee:1"}));
    EXPECT_EQ(plan->disk_free, 100ULL << 30);
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.engine.calls() + world.compose.calls() + world.folders.calls(), "");
}

TEST_F(Installing, ThePlanNeverGivesASecretBack)
{
    install("blog", {{"TITLE", "Notes"}});
    InstallPlanner planner(world.world(), world.policies, *world.picture);

    const auto plan = world.run(planner.plan({.name = "blog"}));

    EXPECT_EQ(plan->kept, (SettingValues{{"TITLE", "Notes"}}));
    EXPECT_EQ(plan->kept_secrets, (std::vector<std::string>{"DB_PASSWORD"}));
    EXPECT_TRUE(plan->replaces);
}

} // namespace
} // namespace furtka::test
