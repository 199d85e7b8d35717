#include "api/messages.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace furtka::api {
namespace {

AppFolder blog()
{
    AppFolder folder;
    folder.path = "/apps/blog";
    folder.compose_file = "docker-compose.yaml";
    folder.manifest = {.name = "blog",
        .display_name = "Blog",
        .version = "1.2",
        .description = "Writes",
        .volumes = {"db"},
        .ports = {8080},
        .open_url = "http://{host}:8080",
        .requirements = {{.app = "mysql"}},
        .category = "web",
        .tagline = "A blog",
        .architectures = {"amd64"},
        .notices = {"unknown member colour"}};
    folder.installed_from = "bundled";
    return folder;
}

AppCondition one_failed()
{
    return {.state = AppState::failed,
        .reason = "web ended with exit code 1",
        .services = {{.name = "db",
                         .image = "mysql:8",
                         .state = ServiceState::running,
                         .running = 1,
                         .ports = {{.host_ip = "0.0.0.0", .host_port = 8080, .container_port = 80, .protocol = "tcp"}},
                         .container = "c1",
                         .image_id = ImageId{"sha256:aa"}},
            {.name = "web", .image = "blog:1", .state = ServiceState::failed, .exit_code = 1, .oom_killed = true}}};
}

TEST(AppMessages, TellAnAppWithItsServices)
{
    const Result<AppFolder> folder = blog();
    const auto condition = one_failed();
    EXPECT_EQ(app_json({.name = "blog", .folder = folder, .condition = condition, .job = 3, .open_host = "home.lan"}),
        R"({"name":"blog","display_name":"Blog","version":"1.2","tagline":"A blog","category":"web","description":"Writes",)"
        R"("state":"failed","reason":"web ended with exit code 1","exit_code":1,"job":3,"icon":"/api/apps/blog/icon",)"
        R"("open_url":"http://{host}:8080","open_host":"home.lan",)"
        R"("ports":[{"host_ip":"0.0.0.0","host_port":8080,"container_port":80,"protocol":"tcp","service":"db"}],"update":null,)"
        R"("services":[{"service":"db","image":"mysql:8","image_id":"sha256:aa","state":"running","exit_code":null,"oom_killed":false,)"
        R"("running":1,"replicas":1,"container":"c1"},{"service":"web","image":"blog:1","image_id":null,"state":"failed","exit_code":1,)"
        R"("oom_killed":true,"running":0,"replicas":1,"container":null}],"error":null,"moved_in":null})");
}

TEST(AppMessages, TellABrokenFolderInTheSameShape)
{
    const Result<AppFolder> folder =
        fail({.kind = ErrorKind::broken, .key = "manifest_json", .message = "no JSON", .hint = "mend it"});
    const AppCondition condition{.state = AppState::broken, .reason = "no JSON"};
    EXPECT_EQ(app_json({.name = "blog", .folder = folder, .condition = condition}),
        R"({"name":"blog","display_name":"blog","version":"","tagline":"","category":"","description":"","state":"broken",)"
        R"("reason":"no JSON","exit_code":null,"job":null,"icon":"/api/apps/blog/icon","open_url":null,"open_host":null,"ports":[],)"
        R"("update":null,"services":[],"error":{"key":"manifest_json","detail":"no JSON","hint":"mend it"},"moved_in":null})");
}

TEST(AppMessages, TellWhatComposeSaysAgainstTheFile)
{
    const Result<AppFolder> folder = blog();
    const AppCondition condition;
    const auto text =
        app_json({.name = "blog", .folder = folder, .condition = condition, .compose_problem = "services.web: bad"});
    EXPECT_NE(
        text.find(
            R"("error":{"key":"compose_invalid","detail":"services.web: bad","hint":"mend docker-compose.yaml in the app's folder"},"moved_in":null})"),
        std::string::npos)
        << text;
}

TEST(AppMessages, TellOneAppInFull)
{
    const Result<AppFolder> folder = blog();
    const AppCondition condition{.state = AppState::stopped};
    const auto text = app_detail_json({.name = "blog", .folder = folder, .condition = condition},
        {.required_by = {"shop"},
            .log_tail = {"oops"},
            .started = {{"web", std::chrono::sys_seconds(std::chrono::hours(1))}}});
    const auto tail = text.substr(text.find("\"description_long\""));
    EXPECT_EQ(tail,
        R"("description_long":"","website":"","source":"","support":"","license":"","release_notes":"","tips":"","architectures":["amd64"],)"
        R"("volumes":[{"name":"furtka_blog_db","short":"db"}],"requires":["mysql"],"required_by":["shop"],"notices":["unknown member colour"],)"
        R"("has_settings":false,"log_tail":["oops"],"started":[{"service":"web","at":"1970-01-01T01:00:00.000Z"}],"permissions":null,"intent":"run","installed_from":"bundled"})");
}

TEST(AppMessages, ListAppsWithTheEngine)
{
    EXPECT_EQ(app_list_json({}, {}),
        R"({"apps":[],"engine":{"reachable":false,"version":null,"api_version":null,"architecture":null,"image_store":null,"problem":null}})");
    EXPECT_EQ(app_list_json({"{}", "{}"},
                  {.reachable = true,
                      .version = "28.5.2",
                      .api_version = "1.51",
                      .architecture = "amd64",
                      .image_store = "overlay2"}),
        R"({"apps":[{},{}],"engine":{"reachable":true,"version":"28.5.2","api_version":"1.51","architecture":"amd64","image_store":"overlay2",)"
        R"("problem":null}})");
}

TEST(InstallMessages, TellWhatIsAvailable)
{
    auto with_form = blog();
    with_form.manifest.settings = {{.name = "PORT",
                                       .label = "Port",
                                       .type = SettingType::port,
                                       .required = true,
                                       .default_value = "80",
                                       .min = 1,
                                       .max = 2.5},
        {.name = "PASS", .label = "Password", .type = SettingType::password, .generate = "hex:32"}};
    const Result<AppFolder> folder = with_form;
    EXPECT_EQ(available_list_json({{.name = "blog", .catalog = "bundled", .folder = folder, .installed = true}}),
        R"({"apps":[{"name":"blog","display_name":"Blog","version":"1.2","description":"Writes","tagline":"A blog","category":"web",)"
        R"("catalog":"bundled","icon":"/api/apps/available/blog/icon","installed":true,"settings":[)"
        R"({"name":"PORT","label":"Port","description":"","type":"port","required":true,"default":"80","generate":"","pattern":null,)"
        R"("min":1,"max":2.5E0,"options":[],"secret":false},)"
        R"({"name":"PASS","label":"Password","description":"","type":"password","required":false,"default":"","generate":"hex:32",)"
        R"("pattern":null,"min":null,"max":null,"options":[],"secret":true}],"requires":["mysql"],"architectures":["amd64"],"ports":[8080],)"
        R"("error":null}]})");
}

TEST(InstallMessages, TellAPlan)
{
    const auto folder = blog();
    const std::vector<InstallStep> steps{{.app = *AppName::parse("mysql"), .already_installed = true, .needed_by = {"blog"}},
        {.app = *AppName::parse("blog")}};
    const SettingValues values{{"PORT", "80"}};
    const std::vector<std::string> secrets{"PASS"}, images{"blog:1"};
    const std::vector<PortTaken> taken{{.claim = {.app = "blog", .port = 8080, .protocol = "tcp", .setting = "PORT"},
                                           .process = "nginx",
                                           .pid = 12,
                                           .free = 8081},
        {.claim = {.app = "blog", .port = 53, .protocol = "udp"}, .app = "dns", .waits = true},
        {.claim = {.app = "blog", .port = 9001, .protocol = "tcp", .place = "web:30-32", .offset = 1, .count = 3},
            .container = "old",
            .free = 9501}};
    const std::vector<NameTaken> names{{.claim = {NameKind::container, "web"}, .app = "wiki"}};
    const std::vector<PortMoved> moved{{.app = "mysql", .setting = "DB_PORT", .from = 3306, .to = 3307},
        {.app = "mysql", .from = 80, .to = 8080, .place = "admin:80", .take = "8080"}};
    const std::vector<PortMapping> ports{{.published = "8080", .target = 80, .protocol = "tcp"}};
    const std::vector<AskedPermission> permissions{{.app = "blog",
        .mark = {.id = "network:web:host",
            .kind = "network",
            .severity = MarkSeverity::amber,
            .service = "web",
            .detail = "",
            .sentence = "It uses the host's network."},
        .needs_acceptance = true}};
    EXPECT_EQ(install_plan_json({.folder = folder,
                  .steps = steps,
                  .values = values,
                  .secrets_set = secrets,
                  .ports = ports,
                  .ports_taken = taken,
                  .ports_moved = moved,
                  .names_taken = names,
                  .images = images,
                  .permissions = permissions,
                  .permissions_known = true,
                  .disk_free = 5'000'000'000}),
        R"({"name":"blog","display_name":"Blog","replaces":false,"steps":[{"app":"mysql","already_installed":true,"needed_by":["blog"]},)"
        R"({"app":"blog","already_installed":false,"needed_by":[]}],"settings":[],"values":{"PORT":"80"},"secrets_set":["PASS"],)"
        R"j("ports":[{"host_ip":"","published":"8080","target":80,"protocol":"tcp"}],"port_conflicts":["port 8080 is used by nginx (pid 12)","port 9001 is used by the container old"],)j"
        R"j("ports_taken":[{"app":"blog","port":8080,"protocol":"tcp","setting":"PORT","place":null,"free":8081,"take":"8081","holder":{"app":null,"container":null,"process":"nginx","pid":12},"waits":false,"text":"port 8080 is used by nginx (pid 12)"},)j"
        R"j({"app":"blog","port":53,"protocol":"udp","setting":null,"place":null,"free":null,"take":null,"holder":{"app":"dns","container":null,"process":null,"pid":null},"waits":true,"text":"port 53 is used by dns, once it runs"},)j"
        R"j({"app":"blog","port":9001,"protocol":"tcp","setting":null,"place":"web:30-32","free":9501,"take":"9500-9502","holder":{"app":null,"container":"old","process":null,"pid":null},"waits":false,"text":"port 9001 is used by the container old"}],)j"
        R"j("ports_moved":[{"app":"mysql","setting":"DB_PORT","place":null,"from":3306,"to":3307},{"app":"mysql","setting":null,"place":"admin:80","from":80,"to":8080}],)j"
        R"j("names_taken":[{"kind":"container","name":"web","app":"wiki","project":null,"text":"the container name web is that of the app wiki"}],)j"
        R"("images":["blog:1"],"permissions":[{"id":"network:web:host","kind":"network","severity":"amber","service":"web","detail":"","sentence":"It uses the host's network.","app":"blog","needs_acceptance":true}],"permissions_known":true,)"
        R"("disk_free":5000000000,"notices":["unknown member colour"]})");
}

TEST(AppMessages, LeadToWhereThePageOfAnAppWasMoved)
{
    const Result<AppFolder> folder = blog();
    const auto condition = one_failed();
    const ComposeModel model{
        .services = {{.name = "web", .ports = {{.published = "8081", .target = 80, .protocol = "tcp", .written = "8080"}}}}};
    const auto text = app_json({.name = "blog", .folder = folder, .condition = condition, .model = &model});
    EXPECT_NE(text.find(R"("open_url":"http://{host}:8081")"), std::string::npos) << text;
}

TEST(JobMessages, TellAJob)
{
    const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::sys_days{std::chrono::year{2030} / 2 / 3}};
    Job job{.id = 17,
        .kind = JobKind::update,
        .app = "blog",
        .state = JobState::failed,
        .stages = {{.name = "pull", .text = "Downloading images", .state = JobState::failed}},
        .progress = {.bytes_done = 1, .bytes_total = 2},
        .log = {"pulling"},
        .error = Error{.kind = ErrorKind::upstream,
            .key = "pull_failed",
            .message = "no",
            .hint = "again",
            .details = {{"service", "web"}}},
        .created_at = at + std::chrono::milliseconds(5),
        .finished_at = at + std::chrono::hours(25)};
    EXPECT_EQ(job_json(job, JobLog::yes),
        R"({"id":17,"kind":"update","app":"blog","state":"failed","stages":[{"name":"pull","text":"Downloading images","state":"failed"}],)"
        R"("progress":{"bytes_done":1,"bytes_total":2},"log":["pulling"],"error":{"key":"pull_failed","detail":"no","hint":"again",)"
        R"("status":502,"service":"web"},"result":null,"created_at":"2030-02-03T00:00:00.005Z","finished_at":"2030-02-04T01:00:00.000Z"})");

    job = {.id = 18,
        .kind = JobKind::install,
        .app = "blog",
        .state = JobState::done,
        .result = R"({"app":"blog"})",
        .created_at = at};
    EXPECT_EQ(job_list_json({job}),
        R"({"jobs":[{"id":18,"kind":"install","app":"blog","state":"done","stages":[],"progress":{"bytes_done":0,"bytes_total":0},)"
        R"("error":null,"result":{"app":"blog"},"created_at":"2030-02-03T00:00:00.000Z","finished_at":null}]})");
}

TEST(JobMessages, LeaveOutAResultThatCannotBeRead)
{
    const Job job{.id = 1, .state = JobState::done, .result = "no json"};
    EXPECT_NE(job_json(job, JobLog::no).find("\"result\":null"), std::string::npos);
}

TEST(SmallMessages, AreJson)
{
    EXPECT_EQ(hello_json(7), R"({"revision":7})");
    EXPECT_EQ(app_removed_json("blog"), R"({"name":"blog"})");
    EXPECT_EQ(log_line_json("web", "a \"b\""), R"({"service":"web","line":"a \"b\""})");
    EXPECT_EQ(log_end_json(nullptr), R"({"error":null})");
    EXPECT_EQ(health_json(false), R"({"status":"ok","engine":"away"})");
    EXPECT_EQ(settings_form_json({}, {{"A", "b"}}, {"PASS"}, {{.place = "web:80", .now = "81", .written = "80"}}),
        R"({"form":[],"values":{"A":"b"},"secrets_set":["PASS"],"ports":[{"place":"web:80","port":"81","written":"80"}]})");
}

} // namespace
} // namespace furtka::api
