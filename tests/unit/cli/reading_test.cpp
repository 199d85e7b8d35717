// Commands that only look: list, available, show, logs, jobs, version, reconcile --dry-run.
#include "commands_fixture.hpp"

namespace furtka::cli {
namespace {

using Looking = Commands;

constexpr auto two_apps = R"({"apps": [
  {"name": "garden", "state": "running", "version": "1.0.0", "open_url": "http://{host}:8100/", "open_host": null,
   "reason": null, "job": null, "error": null},
  {"name": "blog", "state": "failed", "version": "2.1", "open_url": "http://{host}:80/", "reason": "web ended with exit code 1"},
  {"name": "notes", "state": "busy", "version": "3", "job": 17},
  {"name": "odd", "state": "broken", "version": "", "error": {"key": "k", "detail": "manifest.json is not JSON", "hint": ""}}],
 "engine": {"reachable": true}})";

TEST_F(Looking, ListsAppsWithStateLinkAndReason)
{
    daemon.says("GET /api/apps", two_apps);

    EXPECT_EQ(furtka("app list"), 0);

    EXPECT_EQ(console.out_text, R"(NAME    STATE    VERSION  OPEN                    NOTE
garden  running  1.0.0    http://localhost:8100/
blog    failed   2.1                              web ended with exit code 1
notes   busy     3                                job 17
odd     broken                                    manifest.json is not JSON
)");
    EXPECT_EQ(console.err_text, "");
}

TEST_F(Looking, LinksNameTheServerAsThePersonReachesIt)
{
    daemon.says("GET /api/apps", two_apps);
    ssh = "192.0.2.9 50000 2001:db8::1 22";

    furtka("app list");

    EXPECT_NE(console.out_text.find("http://[2001:db8::1]:8100/"), std::string::npos) << console.out_text;
}

TEST_F(Looking, LinksNameTheHostThatTheOwnerChose)
{
    daemon.says("GET /api/apps",
        R"({"apps": [{"name": "a", "state": "running", "open_url": "http://{host}/", "open_host": "home.example"}]})");
    ssh = "192.0.2.9 50000 192.0.2.1 22";

    furtka("app list");

    EXPECT_EQ(console.out_text, "NAME  STATE    OPEN\na     running  http://home.example/\n");
}

TEST_F(Looking, GivesProgramsTheAnswerAsItIsAndNothingElse)
{
    daemon.says("GET /api/apps", R"({"apps":[],"engine":{"reachable":false,"problem":"gone"}})");

    EXPECT_EQ(furtka("app list --json"), 0);

    EXPECT_EQ(console.out_text, "{\"apps\":[],\"engine\":{\"reachable\":false,\"problem\":\"gone\"}}\n");
    EXPECT_EQ(console.err_text, "");
}

TEST_F(Looking, SaysWhatToDoWhenNothingIsInstalledAndThatTheEngineIsAway)
{
    daemon.says("GET /api/apps", R"({"apps":[],"engine":{"reachable":false,"problem":"no socket"}})");

    EXPECT_EQ(furtka("app list"), 0);

    EXPECT_EQ(console.out_text, "No app is installed. See what there is with: furtka app available\n");
    EXPECT_EQ(
        console.err_text, "The engine (Docker) does not answer: no socket. What is told is the last that was known.\n");
}

TEST_F(Looking, ColoursStatesOnlyOnATerminalThatWantsThem)
{
    daemon.says("GET /api/apps", R"({"apps": [{"name": "a", "state": "running"}, {"name": "b", "state": "failed"}]})");
    console.on_terminal();
    console.look.colours = true;

    furtka("app list");

    EXPECT_EQ(console.out_text, "NAME  STATE\na     \x1b[32mrunning\x1b[0m\nb     \x1b[31mfailed\x1b[0m\n");
}

TEST_F(Looking, ShowsWhatCanBeInstalled)
{
    daemon.says("GET /api/apps/available", R"({"apps": [
      {"name": "garden", "version": "1.0", "tagline": "A diary", "description": "long", "installed": true, "error": null},
      {"name": "wreck", "version": "", "description": "", "installed": false, "error": {"detail": "it has no manifest.json"}}]})");

    EXPECT_EQ(furtka("app available"), 0);

    EXPECT_EQ(console.out_text, R"(NAME    VERSION  INSTALLED  WHAT IT IS
garden  1.0      yes        A diary
wreck                       cannot be installed: it has no manifest.json
)");
}

TEST_F(Looking, ShowsEverythingAboutAnApp)
{
    daemon.says("GET /api/apps/blog", R"({"name": "blog", "display_name": "Blog", "version": "2.1", "state": "failed",
      "description": "Writes things", "reason": "web ended with exit code 1", "open_url": "http://{host}:80/", "job": 9,
      "ports": [{"host_ip": "0.0.0.0", "host_port": 80, "container_port": 8080, "protocol": "tcp", "service": "web"},
                {"host_ip": "::", "host_port": 80, "container_port": 8080, "protocol": "tcp", "service": "web"},
                {"host_ip": "127.0.0.1", "host_port": 5432, "container_port": 5432, "protocol": "tcp", "service": "db"}],
      "services": [{"service": "web", "image": "blog:2", "state": "failed", "exit_code": 1, "running": 0, "replicas": 1},
                   {"service": "db", "image": "postgres:16", "state": "running", "running": 2, "replicas": 3, "exit_code": null}],
      "volumes": [{"name": "furtka_blog_data", "short": "data"}], "requires": ["mail"], "required_by": [],
      "notices": ["manifest.json has an unknown member: extra"], "has_settings": true, "log_tail": ["boom", "bye\u001b[2J"],
      "website": "https://blog.example/", "installed_from": "official"})");
    daemon.says("GET /api/apps/blog/diagnosis", R"({"app": "blog", "state": "failed", "causes": [
      {"key": "port_taken", "service": "web", "cause": "web needs port 80, which wiki has.", "evidence": ["port is\u001b[2J taken"],
       "fix": {"action": "stop", "label": "Stop wiki", "target": "wiki"}},
      {"key": "login_needed", "service": "db", "cause": "No login.", "evidence": [],
       "fix": {"action": "log_in", "label": "Log in", "target": "ghcr.io"}},
      {"key": "engine_away", "service": null, "cause": "Gone.", "evidence": [], "fix": null}]})");

    EXPECT_EQ(furtka("app show blog"), 0);

    EXPECT_EQ(console.out_text, R"(Blog (blog) 2.1: failed
Writes things

Reason:         web ended with exit code 1
Job:            9
Open:           http://localhost:80/
Ports:          80 → web 8080/tcp, 127.0.0.1:5432 → db 5432/tcp
Volumes:        furtka_blog_data
Needs:          mail
Website:        https://blog.example/
Installed from: official
Settings:       furtka app settings blog
Notice:         manifest.json has an unknown member: extra

Why:            web needs port 80, which wiki has.
                port is?[2J taken
Mend it with:   furtka app stop wiki
Why:            No login.
Mend it with:   furtka registry login ghcr.io
Why:            Gone.

SERVICE  STATE                 IMAGE
web      failed (exit code 1)  blog:2
db       running 2/3           postgres:16

The last lines of what failed:
  boom
  bye?[2J
)");
}

TEST_F(Looking, NamesAreEncodedInTheRequest)
{
    daemon.problem("GET /api/apps/a b?c", 404, "app_not_installed", "a b?c is not installed", "see the list");

    EXPECT_EQ(run_program(std::vector<std::string>{"app", "show", "a b?c"}, console, {.socket = daemon.socket()}), 4);

    EXPECT_EQ(console.err_text, "furtka: a b?c is not installed\nhint: see the list\n");
}

TEST_F(Looking, PrintsTheLogAsItIsIntoAFileAndHarmlessOnATerminal)
{
    daemon.says("GET /api/apps/blog/logs?follow=0&service=web&tail=5", "one\x1b[31m\ntwo\x1b[2J\n");

    EXPECT_EQ(furtka("app logs blog --service web --tail 5"), 0);
    EXPECT_EQ(console.out_text, "one\x1b[31m\ntwo\x1b[2J\n");

    console.out_text.clear();
    console.on_terminal();
    furtka("app logs blog --service web --tail 5");
    EXPECT_EQ(console.out_text, "one\x1b[31m\x1b[0m\ntwo?[2J\n");
}

TEST_F(Looking, FollowsALogUntilItsEnd)
{
    daemon.says("GET /api/apps/blog/logs?follow=1",
        "event: log\ndata: {\"service\": \"web\", \"line\": \"hello\"}\n\n"
        ": beat\n\nevent: end\ndata: {\"error\": null}\n\n");

    EXPECT_EQ(furtka("app logs blog --follow"), 0);

    EXPECT_EQ(console.out_text, "web | hello\n");
}

TEST_F(Looking, SaysWhyAFollowedLogEnded)
{
    daemon.says("GET /api/apps/blog/logs?follow=1&service=web",
        "event: log\ndata: {\"service\": \"web\", \"line\": \"hello\"}\n\n"
        "event: end\ndata: {\"error\": {\"key\": \"engine_away\", \"detail\": \"the engine went away\", \"hint\": "
        "\"wait\"}}\n\n");

    EXPECT_EQ(furtka("app logs blog --follow --service web"), 1);

    EXPECT_EQ(console.out_text, "hello\n");
    EXPECT_EQ(console.err_text, "furtka: the engine went away\nhint: wait\n");
}

TEST_F(Looking, ListsJobs)
{
    daemon.says("GET /api/jobs", R"({"jobs": [
      {"id": 17, "kind": "update", "app": "blog", "state": "failed", "created_at": "2030-01-02T03:04:05.678Z",
       "error": {"key": "k", "detail": "web ended with exit code 3", "hint": "h"}},
      {"id": 9, "kind": "reconcile", "app": "", "state": "done", "created_at": "2030-01-01T00:00:00.000Z"}]})");

    EXPECT_EQ(furtka("jobs"), 0);

    EXPECT_EQ(console.out_text, R"(ID  KIND       APP   STATE   BEGUN (UTC)          REASON
17  update     blog  failed  2030-01-02 03:04:05  web ended with exit code 3
9   reconcile        done    2030-01-01 00:00:00
)");
}

TEST_F(Looking, ShowsAJobWithItsStagesAndLog)
{
    daemon.says("GET /api/jobs/17", R"({"id": 17, "kind": "update", "app": "blog", "state": "failed",
      "created_at": "2030-01-02T03:04:05.678Z", "finished_at": "2030-01-02T03:05:00.000Z",
      "stages": [{"name": "pull", "text": "Downloading images", "state": "done"},
                 {"name": "start", "text": "Starting", "state": "failed"}],
      "error": {"detail": "web ended", "hint": "see its log"}, "log": ["pulled web", "up failed"]})");

    EXPECT_EQ(furtka("jobs 17"), 0);

    EXPECT_EQ(console.out_text, R"(Job 17: update of blog, failed
Begun 2030-01-02 03:04:05 UTC, ended 2030-01-02 03:05:00 UTC
  done      Downloading images
  failed    Starting
Reason: web ended
Hint: see its log
Log:
  pulled web
  up failed
)");
}

TEST_F(Looking, PrintsThePlanOfADryRun)
{
    daemon.says("POST /api/reconcile?dry_run=1", R"({"plan": [{"text": "up blog: web is not running"}], "failures": []})");

    EXPECT_EQ(furtka("reconcile --dry-run"), 0);

    EXPECT_EQ(console.out_text, "up blog: web is not running\n");
}

TEST_F(Looking, TellsBothVersionsAndThatTheDaemonIsAway)
{
    daemon.says("GET /api/version", R"({"version": "9.9.9", "commit": "abc"})");
    EXPECT_EQ(furtka("version"), 0);
    EXPECT_TRUE(console.out_text.ends_with("\ndaemon 9.9.9 (commit abc)\n")) << console.out_text;

    console.out_text.clear();
    daemon.end();
    EXPECT_EQ(furtka("version"), 0);
    EXPECT_TRUE(console.out_text.ends_with("\ndaemon: the Furtka daemon does not answer on " + daemon.socket() + "\n"))
        << console.out_text;
}

TEST_F(Looking, SaysHowToStartADaemonThatDoesNotAnswer)
{
    daemon.end();

    EXPECT_EQ(furtka("app list"), 7);

    EXPECT_EQ(console.err_text,
        "furtka: the Furtka daemon does not answer on " + daemon.socket()
            + "\nhint: start it with: sudo systemctl start furtka (or in another terminal: furtka serve)\n");
    EXPECT_EQ(console.out_text, "");
}

TEST_F(Looking, AProgramThatIsNotTheDaemonIsSaidToBeNone)
{
    daemon.says("GET /api/apps", "<html>", 200);
    EXPECT_EQ(furtka("app list"), 1);
    EXPECT_EQ(console.err_text,
        "furtka: what answered does not speak Furtka's API: its answer is no JSON object\n"
        "hint: check that --socket, --url or FURTKA_SOCKET name the Furtka daemon\n");
}

struct StatusCase {
    int status;
    int code;
};

class Statuses : public Commands, public testing::WithParamInterface<StatusCase> { };

TEST_P(Statuses, EachKindOfErrorHasItsExitCode)
{
    daemon.problem("GET /api/apps", GetParam().status, "some_key", "why", "what to do");

    EXPECT_EQ(furtka("app list"), GetParam().code);

    EXPECT_EQ(console.err_text, "furtka: why\nhint: what to do\n");
}

INSTANTIATE_TEST_SUITE_P(All, Statuses,
    testing::Values(StatusCase{400, 3}, StatusCase{403, 6}, StatusCase{404, 4}, StatusCase{409, 5}, StatusCase{413, 3},
        StatusCase{422, 3}, StatusCase{500, 1}, StatusCase{502, 1}, StatusCase{503, 7}, StatusCase{504, 7},
        StatusCase{507, 8}));

TEST_F(Looking, TheCertificateIsShownWithWhatADeviceHasToTrust)
{
    daemon.says("GET /api/certificates",
        R"({"source": "own", "secure": false, "trusted": false,
            "certificate": {"name": "nas.local", "names": ["nas", "nas.local", "192.168.1.5"], "fingerprint": "AB:CD",
                "from": "2026-11-27T00:00:00.000Z", "until": "2027-12-29T23:59:59.000Z"},
            "authority": {"name": "Furtka on nas", "fingerprint": "12:34", "from": "2026-11-27T00:00:00.000Z",
                "until": "2036-11-25T00:00:00.000Z", "permitted": ["local"], "url": "/ca.crt"},
            "left_out": ["server"], "problem": {"key": "disk_full", "detail": "the disk is full", "hint": ""}})");
    EXPECT_EQ(furtka("certificate show"), 0);
    EXPECT_EQ(console.out_text,
        "certificate  nas.local, made by Furtka\n"
        "for          nas nas.local 192.168.1.5\n"
        "until        2027-12-29 23:59\n"
        "fingerprint  AB:CD\n"
        "authority    Furtka on nas\n"
        "until        2036-11-25 00:00\n"
        "fingerprint  12:34\n"
        "not for      server\n"
        "problem      the disk is full\n");
}

TEST_F(Looking, WhereNoHttpsIsServedTheCertificateSaysSo)
{
    daemon.says("GET /api/certificates",
        R"({"source": "none", "secure": false, "trusted": false, "certificate": null, "authority": null, "left_out": [],
            "problem": null})");
    EXPECT_EQ(furtka("certificate show"), 0);
    EXPECT_TRUE(console.out_text.starts_with("No HTTPS is served.\n")) << console.out_text;
}

TEST_F(Looking, TheAuthorityIsPrintedAsItIs)
{
    daemon.says("GET /ca.crt", "-----BEGIN CERTIFICATE-----\n");
    EXPECT_EQ(furtka("certificate get"), 0);
    EXPECT_EQ(console.out_text, "-----BEGIN CERTIFICATE-----\n");
}

TEST_F(Looking, SocketAndAddressComeFromOptionsThenVariablesThenTheDefault)
{
    daemon.says("GET /api/apps", R"({"apps": []})");
    const auto with = [&](std::vector<std::string> words, const std::string& variable) {
        console.err_text.clear();
        return run_program(words, console, {.socket = variable, .folder = folder.path()});
    };

    EXPECT_EQ(with({"app", "list", "--socket", daemon.socket()}, "/nowhere"), 0);
    EXPECT_EQ(with({"app", "list"}, daemon.socket()), 0);
    EXPECT_EQ(with({"app", "list", "--socket", "none.sock"}, ""), 7);
    EXPECT_NE(console.err_text.find((folder / "none.sock").string()), std::string::npos) << console.err_text;
    EXPECT_EQ(with({"app", "list", "--socket", "/a", "--url", "http://127.0.0.1:1"}, ""), 2);
    EXPECT_EQ(with({"app", "list", "--url", "ftp://127.0.0.1:1"}, ""), 2);
    EXPECT_EQ(with({"app", "list", "--url", "https://127.0.0.1:1"}, ""), 7);
    EXPECT_NE(console.err_text.find("does not answer on https://127.0.0.1:1\n"), std::string::npos) << console.err_text;
    EXPECT_EQ(with({"app", "list", "--url", "https://127.0.0.1:1", "--ca", "none.crt"}, ""), 2);
    EXPECT_NE(console.err_text.find("the file of --ca cannot be read"), std::string::npos) << console.err_text;
    EXPECT_EQ(with({"app", "list", "--url", "http://127.0.0.1:1"}, ""), 7);
    EXPECT_NE(console.err_text.find("does not answer on http://127.0.0.1:1\n"), std::string::npos) << console.err_text;
}

} // namespace
} // namespace furtka::cli
