// app check, app update --plan, registry list, login and logout.
#include "commands_fixture.hpp"

namespace furtka::cli {
namespace {

class Knowing : public Commands { };

TEST_F(Knowing, ChecksAllAppsInALineEach)
{
    daemon.says("POST /api/updates/check", R"({"apps": [
      {"name": "blog", "update": {"state": "available", "reason": null, "checked_at": "2030-01-01T00:00:00.000Z", "newer_version": null}},
      {"name": "shop", "update": {"state": "unknown", "reason": "ghcr.io wants a login", "checked_at": "2030-01-01T00:00:00.000Z", "newer_version": "2.0"}},
      {"name": "old", "update": null}]})");

    EXPECT_EQ(furtka("app check"), 0);

    EXPECT_EQ(console.out_text,
        "NAME  UPDATE            NOTE                                                  CHECKED\n"
        "blog  update available                                                        2030-01-01T00:00:00.000Z\n"
        "shop  unknown           ghcr.io wants a login; version 2.0 is in the catalog  2030-01-01T00:00:00.000Z\n"
        "old   not checked\n");
}

TEST_F(Knowing, ChecksOneAppServiceByService)
{
    daemon.says("POST /api/updates/check", R"({"apps": [{"name": "blog", "update": {"state": "held_back", "services": [
      {"service": "web", "image": "web:1.2.3", "state": "held_back", "reason": "not yet", "checked_at": "t", "newer_tag": "1.2.4"}]}},
      {"name": "shop", "update": null}]})");

    EXPECT_EQ(furtka("app check blog"), 0);

    EXPECT_EQ(console.out_text,
        "SERVICE  IMAGE      UPDATE     NOTE                         CHECKED\n"
        "web      web:1.2.3  held back  not yet; tag 1.2.4 is newer  t\n");
}

TEST_F(Knowing, PlansAnUpdate)
{
    daemon.says("GET /api/apps/blog/update/plan", R"({"app": "blog", "changes": true, "services": [
      {"service": "web", "image": "web:1", "changes": true, "from_version": "1.0", "to_version": "1.1", "download_bytes": 1500, "notes_url": "https://x"},
      {"service": "db", "image": "db:1", "changes": false, "reason": "it runs what is offered"}],
      "followers": [{"app": "blog", "service": "ui", "reason": "depends on web"}],
      "findings": [{"service": "web", "severity": "serious", "key": "k", "message": "data moves"}, {"service": null, "severity": "note", "key": "k", "message": "so"}],
      "download_bytes": 1500, "disk_needed_bytes": 6000, "disk_free_bytes": 9000, "expected_downtime_seconds": 2})");

    EXPECT_EQ(furtka("app update blog --plan"), 0);

    EXPECT_EQ(console.out_text, R"(SERVICE  IMAGE  VERSION    DOWNLOAD  NOTE
web      web:1  1.0 → 1.1  1.5 kB    https://x
db       db:1                        it runs what is offered

To download: 1.5 kB. Disk: about 6.0 kB needed, 9.0 kB free.
Expected downtime: 2 s, as in earlier updates.
ui may be restarted too: it depends on web

To know before (! stops an update that nobody watches):
! web: data moves
- so
)");
    EXPECT_EQ(furtka("app update --all --plan"), 2);
}

TEST_F(Knowing, ListsRegistries)
{
    daemon.says("GET /api/registries", R"({"registries": [
      {"registry": "docker.io", "username": null, "kept_by": null, "limit": 100, "remaining": 3, "hint": "log in"},
      {"registry": "ghcr.io", "username": "ada", "kept_by": "furtka", "limit": null, "remaining": null, "hint": null}]})");

    EXPECT_EQ(furtka("registry list"), 0);

    EXPECT_EQ(console.out_text,
        "REGISTRY   USER  KEPT BY  LEFT      NOTE\n"
        "docker.io                 3 of 100  log in\n"
        "ghcr.io    ada   furtka\n");
}

TEST_F(Knowing, LogsInWithAPasswordFromStandardInput)
{
    daemon.says("POST /api/registries", R"({"registries": []})");
    console.input = "s3cret\n";

    EXPECT_EQ(furtka("registry login ghcr.io --username ada --password-stdin"), 0);

    EXPECT_EQ(console.out_text, "Logged in to ghcr.io as ada.\n");
    EXPECT_EQ(furtka("registry login ghcr.io --password-stdin"), 2) << "there is nobody to ask for the name";
}

TEST_F(Knowing, LogsOut)
{
    daemon.says("DELETE /api/registries/ghcr.io", R"({"registries": []})");

    EXPECT_EQ(furtka("registry logout ghcr.io"), 0);

    EXPECT_EQ(console.out_text, "The login of ghcr.io is forgotten.\n");
}

} // namespace
} // namespace furtka::cli
