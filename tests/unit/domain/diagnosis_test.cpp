#include "domain/diagnosis.hpp"
#include "domain/exit_words.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace furtka {
namespace {

/// `port_taken web: web needs port 80, which wiki has. [stop wiki]`
std::string text(const std::vector<Cause>& causes)
{
    std::string text;
    for (const auto& cause : causes) {
        text += fmt::format("{}{}{}{}: {}", text.empty() ? "" : "\n", cause.key, cause.service.empty() ? "" : " ",
            cause.service, cause.text);
        if (cause.fix) text += fmt::format(" [{} {}]", to_text(cause.fix->action), cause.fix->target);
    }
    return text;
}

DownFacts down(ServiceFacts service)
{
    if (service.service.empty()) service.service = "web";
    if (service.image.empty()) service.image = "ghcr.io/me/blog:1";
    return {.app = "blog", .state = AppState::failed, .services = {std::move(service)}};
}

struct Row {
    ServiceFacts facts;
    std::string expected;
};

TEST(Diagnosis, TellsOfAPortThatTheEngineForgotToGiveBack)
{
    auto facts = down({.exit_code = 128, .start_error = "Bind for 0.0.0.0:80 failed: port is already allocated"});
    facts.last_failure = Error{.kind = ErrorKind::conflict, .key = "port_leaked", .message = "blog needs port 80"};
    EXPECT_EQ(text(diagnose(facts)),
        "port_leaked web: The engine holds a port of web for a container that is gone, because it ended while it started "
        "one. "
        "Restart the engine; blog is started once it is back.");
}

TEST(Diagnosis, TellsOfAContainerThatTheEngineLostTrackOf)
{
    auto facts = down({.state = ServiceState::restarting});
    facts.last_failure =
        Error{.kind = ErrorKind::upstream, .key = "update_back_failed", .details = {{"back_cause", "container_stuck"}}};
    EXPECT_TRUE(text(diagnose(facts)).starts_with("container_stuck web: The engine lost track of a container of blog"));
}

TEST(Diagnosis, TellsTheCauseOfAServiceAndItsFix)
{
    using enum ServiceState;
    const std::vector<Row> table{
        {{.exit_code = 3}, "ended web: web ended with exit code 3; its last lines tell more. [start blog]"},
        {{.exit_code = 127}, "ended web: web ended with exit code 127: its command was not found. [start blog]"},
        {{.exit_code = 0},
            "ended_well web: web has ended by itself, without an error, though it should go on. [start blog]"},
        {{}, "never_started web: web was made but never started. [start blog]"},
        {{.state = restarting, .exit_code = 1, .restart_count = 4},
            "crash_loop web: web ends soon after each start. It ended with exit code 1. It was started 4 times again. "
            "[start blog]"},
        {{.exit_code = 137, .oom_killed = true, .memory_limit = 64 << 20},
            "out_of_memory web: web was ended because it needed more memory than the 64 MiB it may have. [restart blog]"},
        {{.exit_code = 137, .oom_killed = true},
            "out_of_memory web: web was ended because it needed more memory than this server had left. [restart blog]"},
        {{.state = absent}, "no_container web: web has no container. [start blog]"},
        {{.state = absent, .image_present = false},
            "image_missing web: The image ghcr.io/me/blog:1 of web is not on this server. [start blog]"},
        {{.state = unhealthy, .health_output = "no answer"},
            "unhealthy web: web runs, but its own check of itself fails. [restart blog]"},
        {{.state = paused}, "paused web: web is paused. [restart blog]"},
        {{.state = starting}, "starting web: web is starting; its own check of itself has not passed yet."},
        {{.exit_code = 128,
             .start_error = "Bind for 0.0.0.0:80 failed: port is already allocated",
             .ports_held = {{.port = 80, .protocol = "tcp", .container = "wiki-web-1", .app = "wiki"}}},
            "port_taken web: web needs port 80, which wiki has. [stop wiki]"},
        {{.exit_code = 128, .ports_held = {{.port = 80, .protocol = "tcp", .container = "other"}}},
            "port_taken web: web needs port 80, which the container other has. [start blog]"},
        {{.exit_code = 128, .ports_held = {{.port = 80, .protocol = "tcp", .process = "nginx", .pid = 12}}},
            "port_taken web: web needs port 80, which nginx (process 12) has. [start blog]"},
        {{.exit_code = 128, .start_error = "listen tcp4 0.0.0.0:80: bind: address already in use"},
            "port_taken web: A port that web needs was taken when it was started; it is free by now, or its holder cannot "
            "be "
            "seen from here. [start blog]"},
        {{.exit_code = 127, .start_error = "exec: \"serve\": executable file not found in $PATH: unknown"},
            "command_missing web: web names a command that is not in its image. [start blog]"},
        {{.exit_code = 128, .start_error = "something nobody has seen"},
            "start_refused web: The engine could not start web. [start blog]"},
        {{.exit_code = 1, .log = {"begin", "mkdir /data: Permission denied", "bye"}},
            "permission web: web may not use one of its files or folders: their owner on this server is another. It ended "
            "with "
            "exit code 1. [restart blog]"},
        {{.exit_code = 1, .log = {"write /data/x: no space left on device"}},
            "disk_full web: web could not write: the disk is full. It ended with exit code 1. [free_disk ]"},
        {{.exit_code = 1, .log = {"FATAL: password authentication failed for user \"blog\""}},
            "database_login web: web was refused by its database: the password is not the one the database was made with. "
            "It "
            "ended with exit code 1. [start blog]"},
    };
    for (const auto& row : table) EXPECT_EQ(text(diagnose(down(row.facts))), row.expected);
}

TEST(Diagnosis, TellsProgramsWhatItsSentenceTellsPeople)
{
    using Details = std::vector<std::pair<std::string, std::string>>;
    const auto details = [](ServiceFacts facts) { return diagnose(down(std::move(facts))).front().details; };

    EXPECT_EQ(details({.exit_code = 128, .ports_held = {{.port = 80, .protocol = "tcp", .container = "c", .app = "wiki"}}}),
        (Details{{"port", "80"}, {"app", "wiki"}, {"container", "c"}}));
    EXPECT_EQ(details({.state = ServiceState::restarting, .exit_code = 1, .restart_count = 4}),
        (Details{{"exit_code", "1"}, {"restarts", "4"}}));
    EXPECT_EQ(
        details({.exit_code = 137, .oom_killed = true, .memory_limit = 64 << 20}), (Details{{"limit_bytes", "67108864"}}));
    EXPECT_EQ(details({.state = ServiceState::absent, .image_present = false}), (Details{{"image", "ghcr.io/me/blog:1"}}));
}

TEST(Diagnosis, OffersTheSettingsWhereTheyCanMendIt)
{
    auto facts = down({.ports_held = {{.port = 80, .protocol = "tcp", .app = "wiki"}}});
    facts.has_settings = true;
    EXPECT_EQ(text(diagnose(facts)), "port_taken web: web needs port 80, which wiki has. [settings blog]");
    facts.has_settings = false;
    facts.has_places = true;
    EXPECT_EQ(text(diagnose(facts)), "port_taken web: web needs port 80, which wiki has. [settings blog]");
}

TEST(Diagnosis, OffersTheLoginWhenTheRegistryRefusedTheImage)
{
    auto facts = down({.state = ServiceState::absent, .image_present = false});
    facts.last_failure = Error{.kind = ErrorKind::denied, .key = "registry_denied", .message = "401"};
    EXPECT_EQ(text(diagnose(facts)),
        "login_needed web: The image ghcr.io/me/blog:1 of web is not on this server. ghcr.io did not give it out without a "
        "login. [log_in ghcr.io]");
}

TEST(Diagnosis, TheDiskAndWhatIsMissingComeBeforeWhoWaits)
{
    DownFacts facts{.app = "blog", .state = AppState::failed, .disk_free = 1 << 20, .disk_folder = "/var/lib/docker"};
    facts.services = {{.service = "web", .exit_code = 1, .log = {"dial tcp db:5432: connection refused"}},
        {.service = "db", .exit_code = 137}};
    const auto causes = diagnose(facts);
    ASSERT_EQ(causes.size(), 3U);
    EXPECT_EQ(causes[0].key, "disk_full");
    EXPECT_EQ(causes[0].text, "The disk is full: 1 MiB are left in /var/lib/docker. Apps that must write cannot run.");
    EXPECT_EQ(causes[1].service, "db");
    EXPECT_EQ(causes[2].key, "connection_refused");
}

TEST(Diagnosis, TellsOfTheWholeAppWhatIsOfTheWholeApp)
{
    EXPECT_EQ(text(diagnose({.app = "blog", .state = AppState::running})), "");
    EXPECT_EQ(text(diagnose({.app = "blog", .state = AppState::stopped, .intent = Intent::stop})),
        "stopped_by_owner: You stopped it. [start blog]");
    EXPECT_EQ(
        text(diagnose({.app = "blog", .state = AppState::stopped})), "not_started: blog has not been started. [start blog]");
    EXPECT_EQ(text(diagnose({.app = "blog", .state = AppState::unknown, .engine_problem = "connection refused"})),
        "engine_away: The engine (Docker) does not answer, so nothing is known of the app.");
    EXPECT_EQ(text(diagnose({.app = "blog", .state = AppState::broken, .compose_problem = "yaml: line 3"})),
        "compose_invalid: Docker Compose refuses the compose file of blog. [reinstall blog]");
    const Error torn{.kind = ErrorKind::broken, .key = "manifest_json", .message = "manifest.json is not JSON"};
    EXPECT_EQ(text(diagnose({.app = "blog", .state = AppState::broken, .folder_error = torn})),
        "manifest_json: The folder of blog cannot be used: manifest.json is not JSON. [reinstall blog]");
}

TEST(Diagnosis, KeepsTheWordsOfOthersAsEvidence)
{
    const auto health = diagnose(down({.state = ServiceState::unhealthy, .health_output = "no answer", .log = {"a"}}));
    EXPECT_EQ(health.front().evidence, std::vector<std::string>{"no answer"});
    const auto ended = diagnose(down({.exit_code = 3, .log = {"1", "2", "3", "4", "5", "6"}}));
    EXPECT_EQ(ended.front().evidence, (std::vector<std::string>{"2", "3", "4", "5", "6"}));
}

TEST(ExitWords, SayNothingOfWhatOnlyTheAppKnows)
{
    EXPECT_EQ(exit_words(1), "");
    EXPECT_EQ(exit_words(139), "it crashed (memory fault)");
}

} // namespace
} // namespace furtka
