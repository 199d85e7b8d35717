#include "domain/move_in/take_over.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace furtka {
namespace {

const std::string folder = "/opt/stacks/blog";

ForeignContainer container(const std::string& service)
{
    ForeignContainer old;
    old.container.id = {"id-" + service};
    old.container.name = "blog-" + service + "-1";
    old.container.project = "blog";
    old.container.service = service;
    old.container.state = RunState::running;
    old.restart = {.name = "unless-stopped"};
    old.config_files = {folder + "/compose.yaml"};
    return old;
}

TakeOverSource source(const std::string& compose, std::vector<ForeignContainer> containers)
{
    return {.app = "blog-app",
        .project = {.name = "blog", .containers = std::move(containers)},
        .spot = {.program = Program::dockge, .root = "/opt/stacks", .name = "blog", .folder = folder},
        .config_files = {folder + "/compose.yaml"},
        .env_files = {folder + "/.env"},
        .files = {{folder + "/compose.yaml", compose}}};
}

std::vector<std::string> keys(const std::vector<TakeOverNote>& notes)
{
    std::vector<std::string> list;
    for (const auto& note : notes) list.push_back(note.key);
    return list;
}

using Keys = std::vector<std::string>;

TEST(TakingOver, KeepsWhatTheContainersHaveWhereItIs)
{
    auto web = container("web");
    web.mounts = {{.type = "bind", .source = "/opt/stacks/blog/files", .target = "/files", .read_only = true},
        {.type = "volume", .name = "blog_data", .source = "/var/x", .target = "/data"},
        {.type = "volume", .name = std::string(64, 'a'), .source = "/var/y", .target = "/nameless"}};
    const auto from = source("services:\n  web:\n    image: web:1\n    volumes: [data:/data, ./files:/files:ro, /nameless]\n"
                             "volumes:\n  data:\n",
        {web});

    const auto take = take_over(from);

    EXPECT_EQ(take.verdict(), TakeOverVerdict::ready);
    EXPECT_EQ(take.files.at("docker-compose.yaml"), from.files.at(folder + "/compose.yaml"));
    const auto& text = take.files.at("compose.override.yaml");
    EXPECT_TRUE(text.contains("volumes: !override")) << text;
    EXPECT_TRUE(text.contains("/opt/stacks/blog/files")) << text;
    EXPECT_TRUE(text.contains("read_only: true")) << text;
    EXPECT_TRUE(text.contains("blog_data")) << text;
    EXPECT_TRUE(text.contains(std::string(64, 'a'))) << text;
    EXPECT_TRUE(text.contains("external: true")) << text;
}

TEST(TakingOver, LearnsFromAContainerWhatNoFileTells)
{
    auto web = container("web");
    web.environment = {{"SECRET", "pa$$ word"}, {"OTHER", "x"}};
    const auto take = take_over(source("services:\n  web:\n    image: web:1\n    environment:\n      SECRET: ${MY_SECRET}\n"
                                       "      PLAIN: ${A:-b}\n",
        {web}));

    EXPECT_EQ(take.verdict(), TakeOverVerdict::ready) << keys(take.needed).front();
    EXPECT_TRUE(take.env.contains("MY_SECRET='pa$$ word'")) << take.env;
    for (const auto& [file, text] : take.files) EXPECT_FALSE(text.contains("pa$$ word")) << file;
}

TEST(TakingOver, AsksForAVariableThatNothingTells)
{
    const auto take = take_over(source("services:\n  web:\n    image: web:${TAG}\n", {container("web")}));

    EXPECT_EQ(keys(take.needed), (Keys{"variable_unknown"}));
    EXPECT_EQ(take.needed.front().about, "TAG");
    EXPECT_TRUE(take.files.empty());
}

TEST(TakingOver, PutsRelativePathsOfFilesWhereTheyAre)
{
    auto from = source("services:\n  web:\n    image: web:1\n    env_file: [.env, ./more.env]\n    secrets: [key]\n"
                       "secrets:\n  key:\n    file: ./key.txt\n",
        {container("web")});
    from.files[folder + "/.env"] = "A=1\n";

    const auto take = take_over(from);

    const auto& text = take.files.at("compose.override.yaml");
    EXPECT_TRUE(text.contains("/opt/stacks/blog/more.env")) << text;
    EXPECT_TRUE(text.contains("/opt/stacks/blog/key.txt")) << text;
    EXPECT_FALSE(text.contains("/opt/stacks/blog/.env")) << text;
    EXPECT_EQ(take.env, "A=1\n");
}

TEST(TakingOver, LeavesTheContainersNameAndKeepsItAsAnAlias)
{
    auto web = container("web");
    web.container.name = "the-web";
    const auto take = take_over(source("services:\n  web:\n    image: web:1\n    container_name: the-web\n", {web}));

    const auto& text = take.files.at("compose.override.yaml");
    EXPECT_TRUE(text.contains("container_name: !reset")) << text;
    EXPECT_TRUE(text.contains("aliases")) << text;
    EXPECT_TRUE(text.contains("the-web")) << text;
}

TEST(TakingOver, StaysInNetworksWithANameOrAddressesOfTheirOwn)
{
    const auto take = take_over(source("services:\n  web:\n    image: web:1\n    networks: [a, b, c]\nnetworks:\n  a:\n"
                                       "    name: shared\n  b:\n    ipam: {config: [{subnet: 10.9.0.0/24}]}\n  c:\n",
        {container("web")}));

    EXPECT_EQ(keys(take.notes), (Keys{"network_kept", "network_kept"}));
    const auto& text = take.files.at("compose.override.yaml");
    EXPECT_TRUE(text.contains("shared")) << text;
    EXPECT_TRUE(text.contains("blog_b")) << text;
    EXPECT_FALSE(text.contains("blog_c")) << text;
}

TEST(TakingOver, RefusesWhatNeedsMoreThanItsComposeFile)
{
    const auto refused = [](const std::string& text) { return keys(take_over(source(text, {container("web")})).refused); };
    EXPECT_EQ(refused("services:\n  web: {build: .}\n"), (Keys{"builds_image"}));
    EXPECT_EQ(refused("include: [a.yaml]\nservices:\n  web: {image: a}\n"), (Keys{"includes_files"}));
    EXPECT_EQ(refused("services:\n  web: {extends: {file: a.yaml, service: b}}\n"), (Keys{"includes_files"}));
    EXPECT_EQ(refused("services:\n  web: {image: a, volumes_from: [b]}\n"), (Keys{"volumes_from"}));
    EXPECT_EQ(refused("services: []\n"), (Keys{"no_services"}));
    EXPECT_EQ(refused("services: {\n"), (Keys{"file_syntax"}));
    auto away = source("", {container("web")});
    away.files.clear();
    EXPECT_EQ(keys(take_over(away).refused), (Keys{"file_unreadable"}));
}

TEST(TakingOver, NeedsAPersonWhereContainersAndFileDiffer)
{
    const auto needed = [](std::vector<ForeignContainer> containers) {
        return keys(take_over(source("services:\n  web: {image: a}\n  db: {image: b}\n", std::move(containers))).needed);
    };
    EXPECT_EQ(needed({}), (Keys{"no_containers"}));
    EXPECT_EQ(needed({container("web")}), (Keys{"not_created"}));
    EXPECT_EQ(needed({container("web"), container("db"), container("old")}), (Keys{"service_gone"}));
    auto other = container("db");
    other.mounts = {{.type = "volume", .name = "x", .target = "/x"}};
    EXPECT_EQ(needed({container("web"), container("db"), other}), (Keys{"replicas_differ"}));
    other.mounts.clear();
    other.container.state = RunState::paused;
    EXPECT_EQ(needed({container("web"), other}), (Keys{"paused"}));
}

TEST(TakingOver, LeadsToAnUmbrelAppWithoutItsProxy)
{
    auto proxy = container("app_proxy");
    proxy.environment = {{"APP_HOST", "blog_web_1"}, {"APP_PORT", "8080"}};
    proxy.container.ports = {{.host_ip = "0.0.0.0", .host_port = 4321, .container_port = 4321, .protocol = "tcp"}};
    auto web = container("web");
    web.container.name = "blog_web_1";
    web.networks = {"umbrel_main_network"};
    auto from = source("services:\n  app_proxy:\n    environment: {APP_HOST: blog_web_1, APP_PORT: 8080}\n  web:\n"
                       "    image: a\n    volumes: ['${APP_DATA_DIR}/data:/data']\n",
        {proxy, web});
    from.spot.program = Program::umbrel;
    from.config_files = {"/elsewhere/common.yml", folder + "/compose.yaml"};

    const auto take = take_over(from);

    ASSERT_EQ(take.verdict(), TakeOverVerdict::ready) << keys(take.needed).size();
    EXPECT_EQ(keys(take.notes), (Keys{"proxy_left", "network_kept"}));
    EXPECT_EQ(take.services, (Keys{"web"}));
    const auto& text = take.files.at("compose.override.yaml");
    EXPECT_TRUE(text.contains("app_proxy: !reset")) << text;
    EXPECT_TRUE(text.contains("4321:8080")) << text;
    EXPECT_TRUE(text.contains("umbrel_main_network")) << text;
    EXPECT_TRUE(take.env.contains("APP_DATA_DIR=")) << take.env;
}

TEST(TakingOver, NamesTheAppUnlikeTheProject)
{
    EXPECT_EQ(take_over_name("blog", {}), "blog-app");
    EXPECT_EQ(take_over_name("blog", {"blog-app"}), "blog-app-2");
    EXPECT_EQ(take_over_name("7", {}), "app-7-app");
    EXPECT_LE(take_over_name(std::string(200, 'a'), {}).size(), 63U);
}

TEST(ProgramLayout, KnowsWhoseAFileIs)
{
    const std::vector<ProgramRoot> roots{{Program::casaos, "/var/lib/casaos/apps"}, {Program::umbrel, "/home/u/umbrel"},
        {Program::runtipi, "/opt/runtipi"}, {Program::portainer, "/vol"}, {Program::dockge, "/opt/stacks"}};
    const auto is = [&](const std::string& file) {
        const auto spot = spot_of(file, roots);
        return std::string(to_text(spot.program)) + " " + spot.name;
    };
    EXPECT_EQ(is("/var/lib/casaos/apps/jelly/docker-compose.yml"), "casaos jelly");
    EXPECT_EQ(is("/home/u/umbrel/app-data/jelly/docker-compose.yml"), "umbrel jelly");
    EXPECT_EQ(is("/opt/runtipi/apps/store/jelly/docker-compose.yml"), "runtipi jelly");
    EXPECT_EQ(is("/vol/compose/7/docker-compose.yml"), "portainer 7");
    EXPECT_EQ(is("/vol/compose/7/v12/docker-compose.yml"), "portainer 7");
    EXPECT_EQ(is("/opt/stacks/jelly/compose.yaml"), "dockge jelly");
    EXPECT_EQ(is("/opt/stacks-of-mine/jelly/compose.yaml"), "compose jelly");
    EXPECT_EQ(is("/srv/jelly/compose.yaml"), "compose jelly");
}

TEST(ProgramLayout, FindsPathsThatAProgramNotedInItsContainer)
{
    const std::vector<ProgramRoot> roots{{Program::runtipi, "/opt/runtipi"}, {Program::portainer, "/vol"}};
    EXPECT_EQ(paths_on_server("/data/compose/7/docker-compose.yml", roots),
        (Keys{"/data/compose/7/docker-compose.yml", "/vol/compose/7/docker-compose.yml"}));
    EXPECT_EQ(paths_on_server("/data/apps/store/a/docker-compose.yml", roots),
        (Keys{"/data/apps/store/a/docker-compose.yml", "/opt/runtipi/apps/store/a/docker-compose.yml"}));
    EXPECT_EQ(paths_on_server("/srv/a/compose.yaml", roots), (Keys{"/srv/a/compose.yaml"}));
    EXPECT_EQ(variable_files({.program = Program::runtipi, .root = "/opt/runtipi", .folder = "/opt/runtipi/apps/s/a"}),
        (Keys{"/opt/runtipi/app-data/s/a/app.env"}));
}

TEST(ProgramLayout, ReadsRootsStrictly)
{
    EXPECT_EQ(parse_program_root("casaos=/a/b/"), (ProgramRoot{Program::casaos, "/a/b"}));
    for (const auto* bad : {"casaos", "casaos=", "casaos=a", "casaos=/", "nothing=/a", "compose=/a", "=/a"})
        EXPECT_FALSE(parse_program_root(bad)) << bad;
}

TEST(MoveInRecords, SurviveBeingWritten)
{
    const MoveInRecord record{.program = Program::casaos,
        .project = "blog",
        .folder = "/x",
        .containers = {{.id = {"1"}, .name = "a", .service = "b", .restart = {"on-failure", 3}, .ran = true}},
        .volumes = {"v"},
        .folders = {"/f"},
        .confirmed = true};
    EXPECT_EQ(*parse_move_in_record(to_json(record)), record);
    EXPECT_EQ(parse_move_in_record("{}").error().key, "move_in_record");
    EXPECT_EQ(parse_move_in_record("nonsense").error().key, "move_in_record");
}

TEST(ForeignProjects, AreToldInTheOrderTheirContainersWereStarted)
{
    auto db = container("db");
    db.started_at = "2030-01-01T10:00:05.1";
    auto web = container("web");
    web.started_at = "2030-01-01T10:00:05.12";
    auto once = container("once");
    once.container.one_off = true;

    const auto projects = projects_of({web, once, db});

    ASSERT_EQ(projects.size(), 1U);
    EXPECT_EQ(projects.front().containers.front().container.service, "db");
    EXPECT_EQ(projects.front().one_off, 1);
}

} // namespace
} // namespace furtka
