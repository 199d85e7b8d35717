#include "adapters/compose/compose_cli.hpp"
#include "async/timeout.hpp"
#include "support/run.hpp"
#include "support/scratch.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;
using test::Scratch;

/// A stand-in for Compose: writes down how it was called and does what the file `do-<verb>` beside it says, if that is
/// there.
constexpr auto fake_compose = R"(#!/bin/sh
here=$(dirname "$0")
for word in "$@"; do
  case "$word" in version|config|up|down|stop|restart|exec) verb=$word; break;; esac
done
echo "$*" >> "$here/calls"
/usr/bin/env | grep -v -e ^_= -e ^OLDPWD= | sort > "$here/environment"
pwd > "$here/folder"
if [ -e "$here/do-$verb" ]; then . "$here/do-$verb"; exit 0; fi
case "$*" in
  *"version --short") echo 2.26.1-4;;
  *"config --format json") echo '{"name":"blog","services":{"web":{"image":"nginx:1","environment":{"PASS":"hunter2"}}}}';;
  *"config --hash *") echo "web abc123";;
esac
)";

class ComposeProgram : public ::testing::Test {
protected:
    ComposeProgram()
    {
        scratch.program("compose", fake_compose);
        scratch.write("blog/docker-compose.yaml", "services: {web: {image: \"nginx:${TAG}\"}}\n");
    }

    ComposeCli compose()
    {
        return ComposeCli({.program = (scratch / "compose").string(),
            .docker_host = "unix:///x.sock",
            .cache = scratch / "state/cache/compose",
            .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/root"}, {"SECRET", "hunter2"}}});
    }

    /// How the program was called since the last look; `[blog]` stands for the project's words.
    std::string calls()
    {
        auto text = scratch.read("calls");
        std::filesystem::remove(scratch / "calls");
        const std::vector<std::pair<std::string, std::string>> shorter{
            {"--project-name blog --project-directory " + (scratch / "blog").string() + " --file ", "[blog] "},
            {(scratch / "blog/").string(), ""}, {"\n", "; "}};
        for (const auto& [from, to] : shorter) {
            for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at))
                text.replace(at, from.size(), to);
        }
        return text;
    }

    void answers(const std::string& verb, const std::string& script) { scratch.write("do-" + verb, script); }

    Scratch scratch;
    ComposeProject project{AppName::parse("blog").value(), scratch / "blog", {"docker-compose.yaml"}};
    std::string lines;
    OutputSink sink = [this](std::string_view line) { lines += std::string(line) + ";"; };
};

TEST_F(ComposeProgram, LooksWithAnotherEnvThatOnlyItCanRead)
{
    auto cli = compose();
    run(cli.version());
    calls();
    answers("config", R"(for word in "$@"; do case "$word" in */env-*) cp -p "$word" "$here/given";; esac; done
echo '{"name":"blog","services":{"web":{"image":"nginx:2","privileged":true}}}')");

    const auto model = run(cli.preview(project, "TAG=2\nPASS=hunter2\n"));

    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->services.at(0).privileges, (std::vector<Privilege>{{"privileged", "true"}}));
    EXPECT_EQ(scratch.read("given"), "TAG=2\nPASS=hunter2\n");
    EXPECT_EQ(scratch.mode("given"), 0600U);
    const auto called = calls();
    EXPECT_EQ(called.find("hunter2"), std::string::npos) << called;
    EXPECT_NE(called.find(" --env-file "), std::string::npos) << called;
    for (const auto& entry : std::filesystem::directory_iterator(scratch / "state/cache/compose"))
        EXPECT_FALSE(entry.path().filename().string().starts_with("env-")) << entry.path();
}

TEST_F(ComposeProgram, ClearsWhatADaemonThatWasKilledLeft)
{
    scratch.write("state/cache/compose/env-abc123", "PASS=hunter2");
    auto cli = compose();
    EXPECT_FALSE(std::filesystem::exists(scratch / "state/cache/compose/env-abc123"));
}

TEST_F(ComposeProgram, TellsItsVersionAndIsAskedOnce)
{
    auto cli = compose();
    EXPECT_EQ(run(cli.version())->text, "2.26.1-4");
    EXPECT_EQ(run(cli.version())->text, "2.26.1-4");
    EXPECT_EQ(calls(), "version --short; ");

    auto after_restart = compose();
    EXPECT_EQ(run(after_restart.version())->text, "2.26.1-4");
    EXPECT_EQ(calls(), "(none)");
}

TEST_F(ComposeProgram, IsAskedForItsVersionAgainWhenItWasReplaced)
{
    auto cli = compose();
    (void)run(cli.version());
    scratch.program("newer", std::string(fake_compose) + "# newer\n");
    std::filesystem::rename(scratch / "newer", scratch / "compose");
    answers("version", "echo 2.40.3");

    EXPECT_EQ(run(cli.version())->text, "2.40.3");
}

TEST_F(ComposeProgram, IsRefusedWhenItIsTooOldOrMissing)
{
    answers("version", "echo 2.19.0");
    auto cli = compose();
    EXPECT_EQ(run(cli.resolve(project)).error().key, "compose_too_old");
    EXPECT_EQ(run(cli.up(project, {}, sink)).error().key, "compose_too_old");

    std::filesystem::remove(scratch / "compose");
    EXPECT_EQ(run(cli.version()).error().key, "compose_missing");
}

TEST_F(ComposeProgram, ResolvesModelAndHashes)
{
    auto cli = compose();

    const auto resolved = run(cli.resolve(project));

    ASSERT_TRUE(resolved) << resolved.error().message;
    EXPECT_EQ(resolved->model.image_tags(), (std::map<std::string, std::string>{{"web", "nginx:1"}}));
    EXPECT_EQ(resolved->hashes, (std::map<std::string, std::string>{{"web", "abc123"}}));
    EXPECT_EQ(calls(),
        "version --short; [blog] docker-compose.yaml config --format json; [blog] docker-compose.yaml config --hash *; ");
}

TEST_F(ComposeProgram, IsNotRunAgainForFilesItHasRead)
{
    auto cli = compose();
    const auto first = run(cli.resolve(project));
    (void)calls();

    EXPECT_EQ(run(cli.resolve(project))->model, first->model);
    EXPECT_EQ(calls(), "(none)");

    auto after_restart = compose();
    EXPECT_EQ(run(after_restart.resolve(project))->model, first->model);
    EXPECT_EQ(run(after_restart.resolve(project))->hashes, first->hashes);
    EXPECT_EQ(calls(), "(none)");
}

TEST_F(ComposeProgram, IsRunOnceForAllWhoAskAtTheSameTime)
{
    auto cli = compose();
    std::vector<std::function<Task<Result<ResolvedProject>>()>> questions(4, [&] { return cli.resolve(project); });

    const auto answers = run(run_bounded(std::move(questions), 4));

    for (const auto& answer : answers) EXPECT_EQ(answer->hashes.at("web"), "abc123");
    EXPECT_EQ(calls(),
        "version --short; [blog] docker-compose.yaml config --format json; [blog] docker-compose.yaml config --hash *; ");
}

TEST_F(ComposeProgram, IsRunAgainWhenAFileChanged)
{
    auto cli = compose();
    (void)run(cli.resolve(project));
    (void)calls();
    scratch.write("blog/.env", "TAG=2\n");

    (void)run(cli.resolve(project));

    EXPECT_EQ(calls(), "[blog] docker-compose.yaml config --format json; [blog] docker-compose.yaml config --hash *; ");
}

TEST_F(ComposeProgram, IsRunEveryTimeWhenOtherFilesDecide)
{
    scratch.write("blog/docker-compose.yaml", "include: [other.yaml]\n");
    auto cli = compose();
    (void)run(cli.resolve(project));
    (void)calls();

    (void)run(cli.resolve(project));

    EXPECT_NE(calls(), "(none)");
    EXPECT_EQ(scratch.names("state/cache/compose"), std::vector<std::string>{"program"});
}

TEST_F(ComposeProgram, ForgetsAnAnswerWhoseFilesChangedMeanwhile)
{
    answers("config",
        "echo 'TAG=2' > '" + (scratch / "blog/.env").string()
            + R"('; case "$*" in *hash*) echo web abc;; *) echo '{"name":"blog","services":{}}';; esac)");
    auto cli = compose();
    ASSERT_TRUE(run(cli.resolve(project)));
    std::filesystem::remove(scratch / "do-config");
    std::filesystem::remove(scratch / "blog/.env");

    EXPECT_EQ(run(cli.resolve(project))->model.services.size(), 1U);
}

TEST_F(ComposeProgram, KeepsNoSecretOnDiskAndNothingOthersMayRead)
{
    auto cli = compose();
    (void)run(cli.resolve(project));

    const auto names = scratch.names("state/cache/compose");
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(scratch.mode("state/cache/compose"), 0700U);
    for (const auto& name : names) {
        EXPECT_EQ(scratch.mode("state/cache/compose/" + name), 0600U);
        EXPECT_EQ(scratch.read("state/cache/compose/" + name).find("hunter2"), std::string::npos);
    }
}

TEST_F(ComposeProgram, IsAskedAgainWhenTheCacheIsDamaged)
{
    auto cli = compose();
    (void)run(cli.resolve(project));
    for (const auto& name : scratch.names("state/cache/compose")) {
        if (name != "program") scratch.write("state/cache/compose/" + name, R"({"fingerprint":"x","hashes":3)");
    }

    auto after_restart = compose();
    EXPECT_TRUE(run(after_restart.resolve(project)));
}

TEST_F(ComposeProgram, RefusesFilesInItsOwnWordsAndIsNotAskedTwice)
{
    answers("config", "echo 'services must be a mapping' >&2; exit 15");
    auto cli = compose();

    const auto resolved = run(cli.resolve(project));
    (void)calls();
    const auto again = run(cli.resolve(project));

    EXPECT_EQ(resolved.error().kind, ErrorKind::broken);
    EXPECT_EQ(resolved.error().key, "compose_invalid");
    EXPECT_EQ(resolved.error().message, "Compose refuses the files of blog: services must be a mapping");
    EXPECT_EQ(again.error(), resolved.error());
    EXPECT_EQ(calls(), "(none)");
}

TEST_F(ComposeProgram, IsAtFaultItselfWhenItPrintsNoModel)
{
    answers("config", "echo garbage");
    auto cli = compose();

    EXPECT_EQ(run(cli.resolve(project)).error().key, "compose_output");
}

TEST_F(ComposeProgram, BringsAnAppUpWithACleanEnvironmentInTheAppsFolder)
{
    answers("up", "echo ' Container blog-web-1  Started' >&2");
    auto cli = compose();

    const auto all = run(cli.up(project, {.remove_orphans = true, .force_recreate = true}, sink));
    const auto some = run(cli.up(project, {.services = {"web", "db"}}, sink));

    ASSERT_TRUE(all && some);
    EXPECT_EQ(calls(),
        "version --short; [blog] docker-compose.yaml up --detach --remove-orphans --force-recreate; "
        "[blog] docker-compose.yaml up --detach --no-deps web db; ");
    EXPECT_EQ(scratch.read("folder"), (scratch / "blog").string() + "\n");
    EXPECT_EQ(scratch.read("environment"),
        "COMPOSE_ANSI=never\nCOMPOSE_PROGRESS=plain\nDOCKER_HOST=unix:///x.sock\nGOGC=off\nGOMEMLIMIT=128MiB\nHOME=/"
        "root\nPATH=/usr/bin:/bin\nPWD="
            + (scratch / "blog").string() + "\n");
    EXPECT_EQ(lines, " Container blog-web-1  Started; Container blog-web-1  Started;");
}

TEST_F(ComposeProgram, TellsEachUnsetVariableOnce)
{
    constexpr auto warn =
        R"(echo 'time="t" level=warning msg="The \"TAG\" variable is not set. Defaulting to a blank string."' >&2; )";
    answers("up", std::string(warn) + warn);
    auto cli = compose();

    ASSERT_TRUE(run(cli.up(project, {}, sink)));

    EXPECT_EQ(lines, "warning: The \"TAG\" variable is not set. Defaulting to a blank string.;");
}

TEST_F(ComposeProgram, SaysWhyUpFailed)
{
    answers("up", "echo ' Container blog-web-1  Starting' >&2; echo 'Error: it broke' >&2; exit 1");
    auto cli = compose();

    const auto up = run(cli.up(project, {}, sink));

    EXPECT_EQ(up.error().key, "compose_failed");
    EXPECT_EQ(up.error().message, "compose up of blog failed with exit code 1: Error: it broke");
}

TEST_F(ComposeProgram, TellsARefusedFileFromAFailedUp)
{
    answers("up", "echo 'yaml: line 1' >&2; exit 1");
    answers("config", "echo 'yaml: line 1' >&2; exit 1");
    auto cli = compose();

    EXPECT_EQ(run(cli.up(project, {}, sink)).error().key, "compose_invalid");
}

TEST_F(ComposeProgram, IsStoppedWhenUpHangs)
{
    answers("up", "exec sleep 300");
    auto cli = compose();

    const auto up = run(cli.up(project, {.limit = 200ms}, sink));

    EXPECT_EQ(up.error().kind, ErrorKind::timeout);
}

TEST_F(ComposeProgram, TakesAnAppDownByItsNameWhenTheFilesAreGoneOrRefused)
{
    auto cli = compose();
    ASSERT_TRUE(run(cli.down(project, sink)));
    EXPECT_EQ(calls(), "version --short; [blog] docker-compose.yaml down --remove-orphans; ");

    answers("down", R"(case "$*" in *docker-compose.yaml*) echo bad >&2; exit 15;; esac)");
    answers("config", "echo bad >&2; exit 15");
    ASSERT_TRUE(run(cli.down(project, sink)));
    EXPECT_EQ(calls(),
        "[blog] docker-compose.yaml down --remove-orphans; [blog] docker-compose.yaml config --format json; "
        "--project-name blog down --remove-orphans; ");

    std::filesystem::remove_all(scratch / "blog");
    ASSERT_TRUE(run(cli.down(project, sink)));
    EXPECT_EQ(calls(), "--project-name blog down --remove-orphans; ");
    EXPECT_EQ(scratch.read("folder"), "/\n");
}

TEST_F(ComposeProgram, StopsAndRestarts)
{
    auto cli = compose();
    ASSERT_TRUE(run(cli.stop(project, sink)));
    ASSERT_TRUE(run(cli.restart(project, sink)));
    EXPECT_EQ(calls(), "version --short; [blog] docker-compose.yaml stop; [blog] docker-compose.yaml restart; ");
}

TEST_F(ComposeProgram, PassesValuesOfAHookThroughTheEnvironmentOnly)
{
    answers("exec", "echo \"PASS=$FURTKA_PASS\"");
    auto cli = compose();

    const auto output = run(cli.exec(project, "broker", {"sh", "/hook", "a b"}, {{"FURTKA_PASS", "hunter2"}}, 5s));

    EXPECT_EQ(output, Result<std::string>("PASS=hunter2\n"));
    EXPECT_EQ(calls(), "version --short; [blog] docker-compose.yaml exec -T -e FURTKA_PASS broker sh /hook a b; ");
}

TEST_F(ComposeProgram, SaysWhatAHookSaidWhenItFailed)
{
    answers("exec", "echo 'no such user'; exit 7");
    auto cli = compose();

    const auto output = run(cli.exec(project, "broker", {"sh"}, {}, 5s));

    EXPECT_EQ(output.error().message, "compose exec of blog failed with exit code 7: no such user");
}

TEST_F(ComposeProgram, RefusesAHookThatWritesTooMuch)
{
    answers("exec", "head -c 2000000 /dev/zero");
    auto cli = compose();

    EXPECT_EQ(run(cli.exec(project, "broker", {"sh"}, {}, 5s)).error().key, "output_limit");
}

} // namespace
} // namespace furtka
