// The real Compose program behind its port. FURTKA_TEST_COMPOSE names the program; what needs an engine also wants
// FURTKA_TEST_DOCKER_HOST and FURTKA_TEST_REGISTRY.
#include "adapters/compose/compose_cli.hpp"
#include "async/timeout.hpp"
#include "domain/stand_in.hpp"
#include "engine_world.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace furtka {
namespace {

using namespace std::chrono_literals;

std::string from_environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

class RealCompose : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (from_environment("FURTKA_TEST_COMPOSE").empty()) GTEST_SKIP() << "FURTKA_TEST_COMPOSE names no Compose program";
    }

    ComposeCli compose(const std::string& docker_host = "unix:///nowhere/docker.sock")
    {
        return ComposeCli(
            {.program = from_environment("FURTKA_TEST_COMPOSE"), .docker_host = docker_host, .cache = scratch / "cache"});
    }
    template <class T>
    T run(Task<T> task)
    {
        return furtka::run(io, std::move(task), 60s);
    }
    void file(const std::string& text) { scratch.write("furtka-contract/docker-compose.yaml", text); }

    test::Scratch scratch;
    boost::asio::io_context io{1};
    ComposeProject project{AppName::parse("furtka-contract").value(), scratch / "furtka-contract", {"docker-compose.yaml"}};
    std::string lines;
    OutputSink sink = [this](std::string_view line) { lines += std::string(line) + "\n"; };
};

TEST_F(RealCompose, TellsItsVersion)
{
    auto cli = compose();
    const auto version = run(cli.version());
    ASSERT_TRUE(version) << version.error().message;
    EXPECT_TRUE(version->text.starts_with("2.")) << version->text;
}

TEST_F(RealCompose, ResolvesVariablesDefaultsAndOverrides)
{
    file("services:\n"
         "  web: {image: \"nginx:${TAG}\", ports: [\"8080:80\"], depends_on: [db], env_file: db.env}\n"
         "  db: {image: \"postgres:${DB_TAG:-15}\", volumes: [\"data:/data\"], environment: {PASS: \"${PASS}\"}}\n"
         "  extra: {image: x, profiles: [debug]}\n"
         "volumes: {data: {external: true, name: furtka_contract_data}}\n");
    scratch.write("furtka-contract/db.env", "A=1\n");
    scratch.write("furtka-contract/.env", "TAG=1.25\nPASS='hun$ter2'\n");
    scratch.write(
        "furtka-contract/.furtka/networks.yaml", "networks: {default: {ipam: {config: [{subnet: 10.89.3.0/24}]}}}\n");
    project.files.push_back(".furtka/networks.yaml");
    auto cli = compose();

    const auto resolved = run(cli.resolve(project));

    ASSERT_TRUE(resolved) << resolved.error().message;
    const auto& model = resolved->model;
    EXPECT_EQ(model.project, "furtka-contract");
    EXPECT_EQ(model.image_tags(), (std::map<std::string, std::string>{{"web", "nginx:1.25"}, {"db", "postgres:15"}}));
    EXPECT_EQ(model.service("web")->depends_on, std::vector<std::string>{"db"});
    EXPECT_EQ(model.service("web")->ports, (std::vector<PortMapping>{{"", "8080", 80, "tcp"}}));
    ASSERT_EQ(model.networks.size(), 1U);
    EXPECT_TRUE(model.networks[0].has_subnet);
    EXPECT_EQ(model.volumes, (std::vector<VolumeModel>{{"data", "furtka_contract_data", true}}));
    ASSERT_EQ(resolved->hashes.size(), 2U);
    EXPECT_EQ(resolved->hashes.at("web").size(), 64U);
}

TEST_F(RealCompose, RemembersOnDiskWithoutSecrets)
{
    file("services: {web: {image: nginx, environment: {PASS: \"${PASS}\"}}}\n");
    scratch.write("furtka-contract/.env", "PASS=hunter2\n");
    auto cli = compose();
    const auto first = run(cli.resolve(project));
    ASSERT_TRUE(first) << first.error().message;

    auto after_restart = compose();
    const auto again = run(after_restart.resolve(project));

    EXPECT_EQ(again->model, first->model);
    EXPECT_EQ(again->hashes, first->hashes);
    EXPECT_EQ(scratch.names("cache").size(), 2U);
    for (const auto& name : scratch.names("cache"))
        EXPECT_EQ(scratch.read("cache/" + name).find("hunter2"), std::string::npos);
}

TEST_F(RealCompose, RefusesFilesInItsOwnWords)
{
    auto cli = compose();
    for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
             {"services: 3\n", "services must be a mapping"}, {"services: {a: {image: [x]}\n", "yaml: line"},
             {"services: {a: {image: x, volumes: [\"none:/data\"]}}\n", "undefined volume"},
             {"services: {a: {image: x, env_file: none.env}}\n", "none.env"}}) {
        file(text);
        const auto resolved = run(cli.resolve(project));
        ASSERT_FALSE(resolved) << text;
        EXPECT_EQ(resolved.error().key, "compose_invalid");
        EXPECT_NE(resolved.error().message.find(words), std::string::npos) << resolved.error().message;
    }
}

TEST_F(RealCompose, NeverTellsAValueOfTheEnvFile)
{
    file("services: {a: {image: x}}\n");
    auto cli = compose();
    for (const std::string env : {"PASS=\"hunter2\n", "PASS=${hunter2 x\n", "PA SS=hunter2\n"}) {
        scratch.write("furtka-contract/.env", env);
        const auto resolved = run(cli.resolve(project));
        ASSERT_FALSE(resolved) << env;
        EXPECT_EQ(resolved.error().message.find("hunter2"), std::string::npos) << resolved.error().message;
    }
}

TEST_F(RealCompose, SaysThatTheEngineIsNotThere)
{
    file("services: {a: {image: x}}\n");
    auto cli = compose();

    const auto up = run(cli.up(project, {}, sink));

    ASSERT_FALSE(up);
    EXPECT_EQ(up.error().key, "engine_unreachable") << up.error().message;
}

TEST_F(RealCompose, TellsARefusedFileFromAFailedUp)
{
    file("services: 3\n");
    auto cli = compose();
    EXPECT_EQ(run(cli.up(project, {}, sink)).error().key, "compose_invalid");
}

class RealComposeOnAnEngine : public RealCompose {
protected:
    void SetUp() override
    {
        RealCompose::SetUp();
        std::string why;
        if (!IsSkipped()) world = contract::real_world(io, why);
        if (!IsSkipped() && !world) GTEST_SKIP() << why;
        if (IsSkipped()) return;
        image = world->image("1").familiar();
        // The image is pulled by hand: `up` would do it too, with its own lines.
        ASSERT_TRUE(run(world->images().pull(world->image("1"), {}, nullptr)));
        cli.emplace(compose(from_environment("FURTKA_TEST_DOCKER_HOST")));
        file("services:\n  web: {image: \"" + image
            + "\", command: [sh, -c, \"sleep 1000\"], volumes: [\"data:/data\"]}\n"
              "  other: {image: \""
            + image + "\", command: [sh, -c, \"sleep 1000\"]}\nvolumes: {data: {}}\n");
    }
    void TearDown() override
    {
        if (!cli) return;
        (void)run(cli->down(project, nullptr));
        world->clears("furtka-contract", {"furtka-contract_data"});
    }

    std::string containers()
    {
        std::vector<std::string> told;
        const auto list = run(world->containers().list("furtka-contract"));
        for (const auto& each : *list) told.push_back(each.service + " " + (each.runs() ? "running" : "exited"));
        std::ranges::sort(told);
        std::string text;
        for (const auto& each : told) text += each + ";";
        return text;
    }

    /// The engine's list follows its containers a moment later (26.1 and 28.5).
    std::string containers_in_the_end(const std::string& expected)
    {
        for (int round = 0; round < 400 && containers() != expected; ++round) run(sleep_for(5ms));
        return containers();
    }

    std::unique_ptr<contract::EngineWorld> world;
    std::optional<ComposeCli> cli;
    std::string image;
};

TEST_F(RealComposeOnAnEngine, BringsAnAppUpStopsItAndTakesItDown)
{
    const auto up = run(cli->up(project, {}, sink));
    ASSERT_TRUE(up) << up.error().message;
    EXPECT_NE(lines.find("Started"), std::string::npos) << lines;
    EXPECT_EQ(containers_in_the_end("other running;web running;"), "other running;web running;");
    const auto resolved = run(cli->resolve(project));
    for (const auto& each : *run(world->containers().list("furtka-contract"))) {
        EXPECT_EQ(each.config_hash, resolved->hashes.at(each.service));
    }

    ASSERT_TRUE(run(cli->stop(project, sink)));
    EXPECT_EQ(containers_in_the_end("other exited;web exited;"), "other exited;web exited;");
    ASSERT_TRUE(run(cli->up(project, {.services = {"web"}}, sink)));
    EXPECT_EQ(containers_in_the_end("other exited;web running;"), "other exited;web running;");
    ASSERT_TRUE(run(cli->restart(project, sink)));
    EXPECT_EQ(containers_in_the_end("other running;web running;"), "other running;web running;");

    ASSERT_TRUE(run(cli->down(project, sink)));
    EXPECT_EQ(containers_in_the_end(""), "");
    EXPECT_EQ(run(world->volumes().exists("furtka-contract_data")), Result<bool>(true));
    EXPECT_EQ(
        run(world->engine().networks_of("furtka-contract")), Result<std::vector<std::string>>(std::vector<std::string>{}));
}

TEST_F(RealComposeOnAnEngine, TakesAnAppDownWithoutItsFolder)
{
    ASSERT_TRUE(run(cli->up(project, {}, sink)));
    std::filesystem::remove_all(scratch / "furtka-contract");

    const auto down = run(cli->down(project, sink));

    EXPECT_TRUE(down) << down.error().message;
    EXPECT_EQ(containers_in_the_end(""), "");
    EXPECT_EQ(
        run(world->engine().networks_of("furtka-contract")), Result<std::vector<std::string>>(std::vector<std::string>{}));
}

TEST_F(RealComposeOnAnEngine, TakesAnAppDownWhoseFileBecameInvalid)
{
    ASSERT_TRUE(run(cli->up(project, {}, sink)));
    file("services: 3\n");

    const auto down = run(cli->down(project, sink));

    EXPECT_TRUE(down) << down.error().message;
    EXPECT_EQ(containers_in_the_end(""), "");
}

TEST_F(RealComposeOnAnEngine, RunsAHookWithValuesFromTheEnvironment)
{
    ASSERT_TRUE(run(cli->up(project, {}, sink)));

    const auto output = run(
        cli->exec(project, "web", {"sh", "-c", "echo \"$FURTKA_PASS\"; echo noise >&2"}, {{"FURTKA_PASS", "a b$c"}}, 20s));
    const auto failed = run(cli->exec(project, "web", {"sh", "-c", "echo sorry >&2; exit 7"}, {}, 20s));
    const auto slow = run(cli->exec(project, "web", {"sh", "-c", "sleep 100"}, {}, 500ms));

    EXPECT_EQ(output, Result<std::string>("a b$c\n"));
    EXPECT_EQ(failed.error().key, "compose_failed");
    EXPECT_NE(failed.error().message.find("exit code 7: sorry"), std::string::npos) << failed.error().message;
    EXPECT_EQ(slow.error().kind, ErrorKind::timeout);
}

TEST_F(RealCompose, PublishesPortsWhereTheyWereMovedTo)
{
    file("services:\n"
         "  web:\n    image: nginx:1\n    ports:\n"
         "      - \"127.0.0.1:8080:80\"\n      - \"9000-9002:30-32\"\n"
         "      - {target: 443, published: \"8443\", mode: host, name: ui, app_protocol: http}\n"
         "  db: {image: \"postgres:15\", ports: [\"5432:5432\"]}\n");
    auto cli = compose();
    const auto plain = run(cli.resolve(project));
    ASSERT_TRUE(plain) << plain.error().message;
    scratch.write("furtka-contract/.env", "FURTKA_PORTS='web:80=8081 web:30-32=9500-9502 web:443=8444'\n");

    const auto moved = run(cli.resolve(project));

    ASSERT_TRUE(moved) << moved.error().message;
    const auto* web = moved->model.service("web");
    ASSERT_EQ(web->ports.size(), 5U);
    EXPECT_EQ(web->ports.front().published, "8081");
    EXPECT_EQ(web->ports.front().written, "8080");
    EXPECT_NE(moved->hashes.at("web"), plain->hashes.at("web"));
    EXPECT_EQ(moved->hashes.at("db"), plain->hashes.at("db"));
    EXPECT_EQ(run(cli.preview(project, "FURTKA_PORTS=db:5432=1\n"))->service("db")->ports.front().published, "1");
    // What was made for Compose says the same to it.
    auto with_file = project;
    with_file.files.emplace_back(".furtka/ports.yaml");
    scratch.write("furtka-contract/.env", "");
    auto said = run(cli.resolve(with_file))->model.service("web")->ports;
    auto wanted = web->ports;
    for (auto& port : wanted) port.written.clear();
    const auto by_port = [](const PortMapping& port) { return port.published; };
    std::ranges::sort(said, {}, by_port);
    std::ranges::sort(wanted, {}, by_port);
    EXPECT_EQ(said, wanted);
}

TEST_F(RealCompose, IsToldTheLocalImageThatStandsForAWrittenOne)
{
    const std::string digest = "sha256:" + std::string(64, 'd');
    const std::string pinned = "nginx:1@" + digest;
    const ImageId local{"sha256:" + std::string(64, 'a')};
    file("services:\n  web: {image: \"" + pinned
        + "\", pull_policy: always, ports: [\"8080:80\"]}\n"
          "  db: {image: \"postgres:15\"}\n");
    auto cli = compose();
    const auto plain = run(cli.resolve(project));
    ASSERT_TRUE(plain) << plain.error().message;
    scratch.write("furtka-contract/.furtka/images.json", to_json(std::vector<StandIn>{{pinned, local}}));

    const auto told = run(cli.resolve(project));

    ASSERT_TRUE(told) << told.error().message;
    EXPECT_EQ(told->model.service("web")->image, pinned);
    EXPECT_EQ(told->model.service("web")->stand_in, local);
    EXPECT_EQ(told->model.service("db")->stand_in, std::nullopt);
    EXPECT_NE(told->hashes.at("web"), plain->hashes.at("web"));
    EXPECT_EQ(told->hashes.at("db"), plain->hashes.at("db"));
    EXPECT_EQ(run(cli.preview(project, ""))->service("web")->stand_in, local);
    auto with_file = project;
    with_file.files.emplace_back(".furtka/images.yaml");
    EXPECT_EQ(run(cli.resolve(with_file))->model.service("web")->image, "furtka/pinned:" + std::string(64, 'a'));
    // Beside moved ports.
    scratch.write("furtka-contract/.env", "FURTKA_PORTS='web:80=8081'\n");
    const auto both = run(cli.resolve(project));
    ASSERT_TRUE(both) << both.error().message;
    EXPECT_EQ(both->model.service("web")->stand_in, local);
    EXPECT_EQ(both->model.service("web")->ports.front().published, "8081");
    scratch.write("furtka-contract/.env", "");

    // It counts for its digest alone.
    file("services:\n  web: {image: \"nginx:1@sha256:" + std::string(64, 'e') + "\"}\n");
    EXPECT_EQ(run(cli.resolve(project))->model.service("web")->stand_in, std::nullopt);
}

TEST_F(RealComposeOnAnEngine, NamesAPortThatIsTaken)
{
    file("services:\n  web: {image: \"" + image
        + "\", command: [sleep, \"1000\"], ports: [\"18571:80\"]}\n"
          "  other: {image: \""
        + image + "\", command: [sleep, \"1000\"], ports: [\"18571:80\"], depends_on: [web]}\n");

    const auto up = run(cli->up(project, {}, sink));

    ASSERT_FALSE(up);
    EXPECT_EQ(up.error().key, "port_in_use") << up.error().message;
    EXPECT_EQ(up.error().details.front(), (std::pair<std::string, std::string>{"port", "18571"}));
}

TEST_F(RealComposeOnAnEngine, IsStoppedByItsLimit)
{
    file("services:\n  web: {image: \"" + image
        + "\", command: [sleep, \"1000\"], healthcheck: {test: [CMD, \"false\"], interval: 60s}}\n"
          "  other: {image: \""
        + image + "\", depends_on: {web: {condition: service_healthy}}}\n");

    const auto up = run(cli->up(project, {.limit = 3s}, sink));

    ASSERT_FALSE(up);
    EXPECT_EQ(up.error().kind, ErrorKind::timeout);
}

} // namespace
} // namespace furtka
