// Commands that change something: install, remove, update, start, settings, reconcile, and a job's cancel.
#include "commands_fixture.hpp"

#include <filesystem>
#include <fstream>

namespace furtka::cli {
namespace {

using Changing = Commands;

constexpr auto plan = R"json({"name": "garden", "display_name": "Garden", "replaces": false,
  "steps": [{"app": "mosquitto", "already_installed": false, "needed_by": ["garden"]},
            {"app": "mail", "already_installed": true, "needed_by": ["garden"]},
            {"app": "garden", "already_installed": false, "needed_by": []}],
  "settings": [{"name": "OWNER", "label": "Owner", "description": "who writes", "type": "text", "required": true, "default": ""},
               {"name": "PASSWORD", "label": "Password", "description": "", "type": "password", "required": true, "secret": true},
               {"name": "KEY", "label": "Key", "type": "password", "required": true, "generate": "hex:32", "secret": true},
               {"name": "PORT", "label": "Port", "type": "port", "required": true, "default": "8100"},
               {"name": "TITLE", "label": "Title", "type": "text", "required": true},
               {"name": "NOTE", "label": "Note", "type": "text", "required": false}],
  "values": {"TITLE": "Kept"}, "secrets_set": [],
  "ports": [{"host_ip": "", "published": "8100", "target": 8080, "protocol": "tcp"}],
  "port_conflicts": ["port 8100 is used by nginx (pid 12)"],
  "ports_taken": [{"app": "garden", "port": 8100, "protocol": "tcp", "setting": "PORT", "place": null, "free": 8101, "take": "8101", "waits": false,
                   "text": "port 8100 is used by nginx (pid 12)"},
                  {"app": "garden", "port": 53, "protocol": "udp", "setting": null, "place": "garden:53", "free": null, "take": null, "waits": true,
                   "text": "port 53 is used by dns, once it runs"}],
  "ports_moved": [], "names_taken": [], "images": ["garden:1"], "disk_free": 81000000000,
  "notices": ["an unknown member"]})json";

TEST_F(Changing, InstallsWithSettingsAndSaysWhereToOpenIt)
{
    accepts("POST /api/apps/install",
        {R"({"id": 7, "state": "running", "stages": [{"name": "pull", "text": "Downloading images", "state": "running"}]})",
            R"({"id": 7, "state": "done", "stages": [{"name": "pull", "text": "Downloading images", "state": "done"},
                {"name": "start", "text": "Starting", "state": "done"}],
                "result": {"app": "garden", "installed": ["garden"], "replaced": false, "notices": ["an unknown member"]}})"});
    daemon.says("GET /api/apps/garden", R"({"open_url": "http://{host}:8100/"})");

    EXPECT_EQ(furtka("app install garden --set OWNER=ada --set A=b=c"), 0);

    EXPECT_EQ(console.err_text, "Downloading images\nStarting\n");
    EXPECT_EQ(console.out_text, "garden is installed.\nNotice: an unknown member\nOpen it at http://localhost:8100/\n");
    EXPECT_EQ(daemon.calls(),
        R"(POST /api/apps/install {"name":"garden","settings":{"A":"b=c","OWNER":"ada"}}; )"
        "GET /api/jobs/7; GET /api/apps/garden");
}

TEST_F(Changing, AsksForAnAnswerAtOnce)
{
    daemon.problem("POST /api/apps/garden/update", 409, "app_busy", "garden is busy with job 3", "wait for it");

    EXPECT_EQ(furtka("app update garden"), 5);

    EXPECT_EQ(daemon.header("Prefer"), "respond-async");
    EXPECT_EQ(daemon.header("Content-Type"), "application/json");
    EXPECT_EQ(console.err_text, "furtka: garden is busy with job 3\nhint: wait for it\n");
}

TEST_F(Changing, AWordWithASlashOrAFolderWithAManifestIsAFolder)
{
    std::filesystem::create_directory(folder / "mine");
    std::filesystem::create_directory(folder / "empty");
    std::ofstream(folder / "mine/manifest.json") << "{}";
    daemon.says("POST /api/apps/install", R"({"key": "k", "detail": "no"})", 400);

    for (const auto* word : {"./mine/", "mine", "../x", "empty"}) furtka("app install " + std::string(word));

    const auto here = folder.path().string();
    EXPECT_EQ(daemon.calls(),
        R"(POST /api/apps/install {"source":")" + here + R"(/mine","settings":{}}; )"
            + R"(POST /api/apps/install {"source":")" + folder.path().parent_path().string() + R"(/x","settings":{}}; )"
            + R"(POST /api/apps/install {"name":"empty","settings":{}})");
}

TEST_F(Changing, SecretsComeFromStandardInputOrAFileAndAreNeverTold)
{
    std::ofstream(folder / "secret") << "from file\r\n";
    console.input = "from input\n";
    daemon.problem("POST /api/apps/install", 400, "setting_pattern", "PASSWORD does not have the form it should", "");

    EXPECT_EQ(furtka("app install garden --set PASSWORD=- --set-file TOKEN=" + (folder / "secret").string()), 3);

    EXPECT_EQ(daemon.calls(),
        R"(POST /api/apps/install {"name":"garden","settings":{"PASSWORD":"from input","TOKEN":"from file"}})");
    EXPECT_EQ(console.out_text, "");
    EXPECT_EQ(console.err_text, "furtka: PASSWORD does not have the form it should\n");
}

TEST_F(Changing, SettingsThatCannotBeReadAreRefusedBeforeAnythingIsAsked)
{
    EXPECT_EQ(furtka("app install garden --set sesame"), 2);
    EXPECT_EQ(furtka("app install garden --set A=- --set B=-"), 2);
    EXPECT_EQ(furtka("app install garden --set A=1 --set-file A=/dev/null"), 2);
    EXPECT_EQ(furtka("app install garden --set-file A=/no/such/file"), 4);

    EXPECT_EQ(daemon.calls(), "");
    EXPECT_EQ(console.err_text.find("sesame"), std::string::npos) << "what may be a secret is not repeated";
}

TEST_F(Changing, AsksOnATerminalForWhatIsMissingAndOnlyForThat)
{
    console.on_terminal();
    console.look.moves = false;
    console.answers = {"n", "", "ada", "s3cret"};
    daemon.says("POST /api/apps/install/plan", plan);
    accepts("POST /api/apps/install", {done(R"({"app": "garden"})")});

    EXPECT_EQ(furtka("app install garden"), 0);

    EXPECT_EQ(
        console.err_text.substr(0, console.err_text.find('\n') + 1), "garden needs mosquitto, which is installed first.\n");
    EXPECT_NE(console.err_text.find("Owner (who writes): ada\nPassword (not shown while you type): \n"), std::string::npos)
        << console.err_text;
    EXPECT_NE(daemon.calls().find(R"("settings":{"OWNER":"ada","PASSWORD":"s3cret"}})"), std::string::npos)
        << daemon.calls();
}

TEST_F(Changing, TakesTheFreePortThatIsOfferedWithEnter)
{
    console.on_terminal();
    console.look.moves = false;
    console.answers = {"", "ada", "s3cret"};
    daemon.says("POST /api/apps/install/plan", plan);
    accepts("POST /api/apps/install", {done(R"({"app": "garden"})")});

    EXPECT_EQ(furtka("app install garden"), 0);

    EXPECT_NE(console.err_text.find("port 8100 is used by nginx (pid 12). Take 8101 instead? [Y/n] "), std::string::npos)
        << console.err_text;
    EXPECT_NE(daemon.calls().find(R"("PORT":"8101"}})"), std::string::npos) << daemon.calls();
}

TEST_F(Changing, AsksForFreePortsWithAWord)
{
    accepts("POST /api/apps/install", {done(R"({"app": "garden"})")});

    EXPECT_EQ(furtka("app install garden --free-ports"), 0);

    EXPECT_NE(daemon.calls().find(R"({"name":"garden","settings":{},"free_ports":true})"), std::string::npos)
        << daemon.calls();
}

constexpr std::string_view literal_plan = R"json({"name": "garden", "display_name": "Garden", "replaces": false,
  "steps": [], "settings": [], "values": {}, "secrets_set": [], "ports": [],
  "ports_taken": [{"app": "garden", "port": 80, "protocol": "tcp", "setting": null, "place": "web:80", "free": 8080,
                   "take": "8080", "waits": false, "text": "port 80 is used by nginx (pid 12)"},
                  {"app": "garden", "port": 9001, "protocol": "tcp", "setting": null, "place": "ftp:9000-9003",
                   "free": 9501, "take": "9500-9503", "waits": false, "text": "port 9001 is used by old (pid 13)"}],
  "ports_moved": [], "names_taken": [], "images": [], "disk_free": 0, "notices": []})json";

TEST_F(Changing, OffersAFreePortWhereNoSettingMovesIt)
{
    console.on_terminal();
    console.look.moves = false;
    console.answers = {"", "n"};
    daemon.says("POST /api/apps/install/plan", std::string(literal_plan));
    accepts("POST /api/apps/install", {done(R"({"app": "garden"})")});

    EXPECT_EQ(furtka("app install garden"), 0);

    EXPECT_NE(console.err_text.find("port 9001 is used by old (pid 13). Take 9500-9503 instead? [Y/n] "), std::string::npos)
        << console.err_text;
    EXPECT_NE(daemon.calls().find(R"(POST /api/apps/install {"name":"garden","settings":{},"ports":{"web:80":"8080"}})"),
        std::string::npos)
        << daemon.calls();
}

TEST_F(Changing, TellsFreePortsInThePlan)
{
    daemon.says("POST /api/apps/install/plan", std::string(literal_plan));

    EXPECT_EQ(furtka("app install garden --plan --port web:80=8090"), 0);

    EXPECT_NE(
        console.out_text.find("port 80 is used by nginx (pid 12); 8080 is free (--port web:80=8080, or --free-ports)\n"),
        std::string::npos)
        << console.out_text;
    EXPECT_NE(
        console.out_text.find("9500-9503 are free (--port ftp:9000-9003=9500-9503, or --free-ports)\n"), std::string::npos)
        << console.out_text;
    EXPECT_NE(daemon.calls().find(R"("ports":{"web:80":"8090"}})"), std::string::npos) << daemon.calls();
}

TEST_F(Changing, RefusesAPortThatIsGivenWrongly)
{
    EXPECT_EQ(furtka("app install garden --port 8081"), 2);
    EXPECT_EQ(console.err_text, "furtka: 8081 is not SERVICE:PORT=PORT\nhint: for example: --port web:80=8081\n");
    EXPECT_EQ(furtka("app settings garden --port web:80=1 --port web:80=2"), 2);
    EXPECT_EQ(daemon.calls(), "");
}

TEST_F(Changing, MovesAPortAndTellsWhatWasMoved)
{
    accepts("POST /api/apps/garden/settings", {done(R"({"app": "garden", "changed": ["web:80"], "applied": true})")});
    daemon.says("GET /api/apps/garden/settings",
        R"({"form": [], "values": {}, "secrets_set": [], "ports": [{"place": "web:80", "port": "8081", "written": "8080"},
        {"place": "dns:53", "port": "53", "written": "53"}]})");

    EXPECT_EQ(furtka("app settings garden --port web:80=8081"), 0);
    EXPECT_EQ(furtka("app settings garden"), 0);

    EXPECT_EQ(console.out_text,
        "Changed: web:80. garden runs with it.\n"
        "PORT OF  PUBLISHED AS\n"
        "web:80   8081          moved from 8080\n"
        "dns:53   53\n");
    EXPECT_NE(daemon.calls().find(R"({"settings":{},"ports":{"web:80":"8081"}})"), std::string::npos) << daemon.calls();
}

TEST_F(Changing, NothingIsInstalledWhenAQuestionIsNotAnswered)
{
    console.on_terminal();
    daemon.says("POST /api/apps/install/plan", plan);

    EXPECT_EQ(furtka("app install garden"), 130);

    EXPECT_EQ(daemon.calls(), R"(POST /api/apps/install/plan {"name":"garden","settings":{}})");
}

TEST_F(Changing, AScriptIsToldHowToGiveAMissingSetting)
{
    daemon.problem("POST /api/apps/install", 400, "setting_required", "OWNER has no value", "");

    EXPECT_EQ(furtka("app install garden"), 3);

    EXPECT_EQ(console.err_text, "furtka: OWNER has no value\nhint: give it with --set KEY=VALUE\n");
}

TEST_F(Changing, APlanTellsWhatWouldHappen)
{
    daemon.says("POST /api/apps/install/plan", plan);

    EXPECT_EQ(furtka("app install garden --plan --set PASSWORD=x --set NOTE=hi"), 0);

    EXPECT_EQ(console.out_text, R"(Garden (garden) would be installed. Nothing has been changed.
garden needs mosquitto, which is installed first.

Settings:
  OWNER     (missing: give it with --set)
  PASSWORD  (given)
  KEY       (generated)
  PORT      8100
  TITLE     Kept
  NOTE      hi

Ports:
  8100 → 8080/tcp

In the way:
  port 8100 is used by nginx (pid 12); 8101 is free (--set PORT=8101, or --free-ports)
  port 53 is used by dns, once it runs

Images:
  garden:1

Notices:
  an unknown member

Free disk space: 81 GB
)");
    EXPECT_EQ(daemon.calls(), R"(POST /api/apps/install/plan {"name":"garden","settings":{"NOTE":"hi","PASSWORD":"x"}})");
}

TEST_F(Changing, UpdateTellsEachServiceFromWhichImageToWhich)
{
    accepts("POST /api/apps/garden/update",
        {done(R"({"updated": true, "bytes_pulled": 27400000, "not_running": ["cron", "mail"], "services": [
          {"service": "web", "from": "sha256:0123456789abcdef", "to": "sha256:fedcba9876543210", "tag": "garden/web:1"},
          {"service": "worker", "from": "sha256:aaaaaaaaaaaaaaaa", "to": "sha256:bbbbbbbbbbbbbbbb", "tag": "garden/worker:1"}]})")});

    EXPECT_EQ(furtka("app update garden"), 0);

    EXPECT_EQ(console.out_text, R"(garden is updated (27 MB downloaded):
  SERVICE  IMAGE            FROM → TO
  web      garden/web:1     0123456789ab → fedcba987654
  worker   garden/worker:1  aaaaaaaaaaaa → bbbbbbbbbbbb
Not running, so left alone: cron and mail.
)");
}

TEST_F(Changing, AnUpdateThatChangedNothingSaysSo)
{
    accepts("POST /api/apps/garden/update", {done(R"({"updated": false, "services": []})")});

    EXPECT_EQ(furtka("app update garden"), 0);

    EXPECT_EQ(console.out_text, "garden is up to date; nothing was restarted.\n");
}

TEST_F(Changing, AFailedJobEndsWithTheExitCodeOfItsKind)
{
    accepts("POST /api/apps/garden/update", {R"({"id": 7, "kind": "update", "app": "garden", "state": "failed", "stages": [],
        "error": {"key": "disk_full", "detail": "the disk is full", "hint": "make room", "status": 507}})"});

    EXPECT_EQ(furtka("app update garden"), 8);
}

TEST_F(Changing, AFailedJobOfNoSuchKindIsExitCodeOneWithItsReasonAndHint)
{
    accepts("POST /api/apps/garden/update", {R"({"id": 7, "kind": "update", "app": "garden", "state": "failed",
        "stages": [{"name": "verify", "text": "Checking", "state": "failed"}],
        "error": {"key": "not_running", "detail": "web ended with exit code 3", "hint": "see its log", "status": 502}})"});

    EXPECT_EQ(furtka("app update garden"), 1);

    EXPECT_EQ(console.err_text, "Checking\nfurtka: web ended with exit code 3\nhint: see its log\n");
    EXPECT_EQ(console.out_text, "");
}

constexpr auto a_round = R"({"apps":[{"name":"a","job":8,"tried":true,"result":{"updated":false},"error":null},)"
                         R"({"name":"b","job":9,"tried":true,"result":null,)"
                         R"("error":{"key":"update_taken_back","detail":"web ended","hint":"look"}},)"
                         R"({"name":"c","job":null,"tried":false,"result":null,"error":null}],"stopped_at":"b"})";

TEST_F(Changing, AnUpdateOfAllEndsAtTheFirstThatWasTakenBackAndSaysHowToGoOn)
{
    accepts("POST /api/update-all", {done(a_round)});

    EXPECT_EQ(furtka("app update --all"), 1);

    EXPECT_EQ(console.out_text, "a is up to date; nothing was restarted.\nc was not tried.\n");
    EXPECT_EQ(console.err_text,
        "b was not updated: web ended\nhint: look\nfurtka: 1 of 3 apps could not be updated: b\n"
        "hint: b did not do well, so the rest was left as it is; --continue goes on\n");
    EXPECT_EQ(daemon.calls(), R"(POST /api/update-all {"on_failure":"stop"}; GET /api/jobs/7)");
}

TEST_F(Changing, AnUpdateOfAllForProgramsIsTheResultOfItsJob)
{
    accepts("POST /api/update-all", {done(a_round)});

    EXPECT_EQ(furtka("app update --all --continue --json"), 1);

    EXPECT_EQ(console.out_text, std::string(a_round) + "\n");
    EXPECT_EQ(daemon.calls(), R"(POST /api/update-all {"on_failure":"continue"}; GET /api/jobs/7)");
}

TEST_F(Changing, PoliciesAreShownAndChanged)
{
    daemon.says(
        "GET /api/policy", R"({"mode": "auto", "windows": ["daily 02:00-05:00"], "time_zone": "", "cooling_hours": 24})");
    daemon.says("POST /api/apps/blog/policy", R"({"app": "blog", "own": {"hold": true, "skipped": []},
        "effective": {"mode": "tell", "windows": [], "time_zone": "Europe/Berlin", "cooling_hours": 0}})");

    EXPECT_EQ(furtka("policy"), 0);
    EXPECT_EQ(furtka("policy blog --hold --window always --cooling 0"), 0);

    EXPECT_EQ(console.out_text, R"(Mode:       auto: updates are taken by themselves
Windows:    daily 02:00-05:00
Time zone:  the server's
Cooling:    24 hours after an image was first seen
Mode:       tell: updates are told, and taken by you
Windows:    always
Time zone:  Europe/Berlin
Cooling:    0 hours after an image was first seen
It is held back: no update until furtka policy NAME --release.
)");
    EXPECT_EQ(daemon.calls(), R"(GET /api/policy; POST /api/apps/blog/policy {"windows":[],"cooling_hours":0,"hold":true})");
    EXPECT_EQ(furtka("policy --hold"), 2);
    EXPECT_EQ(furtka("policy --cooling soon"), 2);
}

TEST_F(Changing, TheLookAfterUpdatesOfAnAppIsChosen)
{
    daemon.says("GET /api/apps/blog/policy",
        R"({"own": {"gate": {"settle_seconds": null, "timeout_seconds": 600, "ports": null, "http": null}}})");
    daemon.says("POST /api/apps/blog/policy", R"({"app": "blog", "own": {"hold": false, "skipped": [],
        "gate": {"settle_seconds": 60, "timeout_seconds": 600, "ports": true, "http": false}},
        "effective": {"mode": "tell", "windows": [], "time_zone": "", "cooling_hours": 24}})");

    EXPECT_EQ(furtka("policy blog --settle 60 --look ports"), 0);

    EXPECT_EQ(daemon.calls(),
        R"(GET /api/apps/blog/policy; POST /api/apps/blog/policy {"gate":{"settle_seconds":60,"timeout_seconds":600,"ports":true,"http":false}})");
    EXPECT_NE(console.out_text.find("After an update: well for 60 s, within 600 s, any answer of a port will do.\n"),
        std::string::npos)
        << console.out_text;
    EXPECT_EQ(furtka("policy blog --look hard"), 2);
    EXPECT_EQ(furtka("policy --settle 60"), 2);
}

TEST_F(Changing, NotificationsAreAddedTestedListedAndRemoved)
{
    constexpr auto target = R"({"id": "t1", "kind": "ntfy", "name": "https://ntfy.sh/…", "events": ["app_down"],
        "error": {"key": "k", "detail": "it answered with 500", "hint": ""}})";
    daemon.says("POST /api/notifications/targets", target);
    daemon.says("POST /api/notifications/targets/t1/test", R"({"sent": true})");
    daemon.says("GET /api/notifications/targets",
        std::string(R"({"events": ["app_down", "update_done"], "targets": [)") + target + "]}");
    daemon.says("DELETE /api/notifications/targets/t1", "{}");

    EXPECT_EQ(furtka("notify add ntfy --set url=https://ntfy.sh/a --event app_down"), 0);
    EXPECT_EQ(furtka("notify test t1"), 0);
    EXPECT_EQ(furtka("notify list"), 0);
    EXPECT_EQ(furtka("notify remove t1"), 0);

    EXPECT_EQ(console.out_text, R"(https://ntfy.sh/… is told from now on. Try it with: furtka notify test t1
The test was sent and taken.
ID  KIND  TO                 TOLD OF   LAST PROBLEM
t1  ntfy  https://ntfy.sh/…  app_down  it answered with 500
t1 is told no more.
)");
    EXPECT_TRUE(daemon.calls().starts_with(
        R"(POST /api/notifications/targets {"kind":"ntfy","url":"https://ntfy.sh/a","events":["app_down"]}; )"))
        << daemon.calls();
    EXPECT_EQ(furtka("notify add mail --set port=many"), 2);
}

TEST_F(Changing, UpdateNeedsANameOrAll)
{
    EXPECT_EQ(furtka("app update"), 2);
    EXPECT_EQ(furtka("app update garden --all"), 2);
    EXPECT_EQ(daemon.calls(), "");
}

TEST_F(Changing, RemoveKeepsTheDataUnlessAskedTo)
{
    accepts("POST /api/apps/remove",
        {done(R"({"app": "garden", "volumes_kept": ["furtka_garden_data"], "volumes_deleted": []})"),
            done(R"({"app": "garden", "volumes_kept": [], "volumes_deleted": ["furtka_garden_data"]})")});

    EXPECT_EQ(furtka("app remove garden"), 0);
    EXPECT_EQ(furtka("app remove garden --delete-data"), 0);

    EXPECT_EQ(console.out_text,
        "garden is removed.\nIts data is kept: furtka_garden_data.\n"
        "garden is removed.\nDeleted: furtka_garden_data.\n");
    EXPECT_EQ(daemon.calls(),
        R"(POST /api/apps/remove {"name":"garden","data":"keep"}; GET /api/jobs/7; )"
        R"(POST /api/apps/remove {"name":"garden","data":"delete"}; GET /api/jobs/7)");
}

TEST_F(Changing, RemoveAsksOnATerminalAndDeletingDataTakesTheName)
{
    console.on_terminal();
    console.answers = {"n", "y", "garden!"};

    EXPECT_EQ(furtka("app remove garden"), 130);
    EXPECT_EQ(furtka("app remove garden --delete-data"), 130);
    EXPECT_EQ(furtka("app remove garden --delete-data"), 130);

    EXPECT_EQ(daemon.calls(), "");
    EXPECT_TRUE(console.err_text.starts_with("Remove garden? Its data is kept. [y/N] n\nfurtka: nothing was removed\n"
                                             "This deletes garden and all its data. Nothing brings it back.\n"
                                             "Type the name of the app to go on: y\nfurtka: nothing was removed\n"))
        << console.err_text;
}

TEST_F(Changing, RemoveDoesNotAskWhenToldYes)
{
    console.on_terminal();
    accepts("POST /api/apps/remove", {done(R"({"app": "garden"})")});

    EXPECT_EQ(furtka("app remove garden --delete-data --yes"), 0);
}

TEST_F(Changing, StartStopAndRestartTellTheStateAfterwards)
{
    accepts("POST /api/apps/garden/stop", {done(R"({"app": "garden", "state": "stopped"})")});

    EXPECT_EQ(furtka("app stop garden"), 0);

    EXPECT_EQ(console.out_text, "garden is stopped.\n");
    EXPECT_EQ(daemon.calls(), "POST /api/apps/garden/stop {}; GET /api/jobs/7");
}

TEST_F(Changing, ShowsSettingsWithoutSecrets)
{
    daemon.says("GET /api/apps/garden/settings", R"({"form": [
      {"name": "OWNER", "label": "Owner", "type": "text"}, {"name": "PASSWORD", "label": "Password", "type": "password", "secret": true},
      {"name": "TOKEN", "label": "Token", "type": "password", "secret": true}],
      "values": {"OWNER": "ada"}, "secrets_set": ["PASSWORD"]})");

    EXPECT_EQ(furtka("app settings garden"), 0);

    EXPECT_EQ(console.out_text, R"(SETTING   VALUE      WHAT IT IS
OWNER     ada        Owner
PASSWORD  (set)      Password
TOKEN     (not set)  Token
)");
}

TEST_F(Changing, ChangesSettings)
{
    accepts("POST /api/apps/garden/settings",
        {done(R"({"app": "garden", "changed": ["OWNER", "PORT"], "applied": true})"),
            done(R"({"app": "garden", "changed": ["OWNER"], "applied": false})")});

    EXPECT_EQ(furtka("app settings garden --set OWNER=bob --set PORT=1"), 0);
    EXPECT_EQ(furtka("app settings garden --set OWNER=eve"), 0);

    EXPECT_EQ(console.out_text,
        "Changed: OWNER and PORT. garden runs with it.\n"
        "Changed: OWNER. garden is stopped: it counts from its next start.\n");
    EXPECT_NE(
        daemon.calls().find(R"(POST /api/apps/garden/settings {"settings":{"OWNER":"bob","PORT":"1"}})"), std::string::npos)
        << daemon.calls();
}

TEST_F(Changing, ReconcileTellsWhatItDidAndWhatFailed)
{
    accepts("POST /api/reconcile", {done(R"({"plan": [{"text": "up blog: web is not running"}],
        "failures": [{"app": "blog", "key": "k", "detail": "port 80 is taken", "hint": "free it"}]})")});

    EXPECT_EQ(furtka("reconcile"), 1);

    EXPECT_EQ(console.out_text, "up blog: web is not running\n");
    EXPECT_EQ(console.err_text, "blog: port 80 is taken\nhint: free it\n");
}

TEST_F(Changing, ForProgramsOnlyTheResultIsPrinted)
{
    accepts("POST /api/apps/garden/update", {R"({"id": 7, "state": "done", "stages": [{"text": "Pull", "state": "done"}],
        "result": {"updated": false, "services": []}})"});

    EXPECT_EQ(furtka("app update garden --json"), 0);

    EXPECT_EQ(console.out_text, "{\"updated\":false,\"services\":[]}\n");
    EXPECT_EQ(console.err_text, "");
}

TEST_F(Changing, AJobCanBeCancelledByItsNumber)
{
    daemon.says("DELETE /api/jobs/17", R"({"id": 17, "state": "running"})", 202);

    EXPECT_EQ(furtka("jobs 17 --cancel"), 0);

    EXPECT_EQ(console.out_text, "Job 17 is asked to stop. See: furtka jobs 17\n");
    EXPECT_EQ(furtka("jobs --cancel"), 2);
    EXPECT_EQ(furtka("jobs 17 --cancel --follow"), 2);
    EXPECT_EQ(furtka("jobs x"), 2);
}

} // namespace
} // namespace furtka::cli
