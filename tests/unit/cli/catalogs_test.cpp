// catalog list, add, change, remove, order and sync.
#include "commands_fixture.hpp"

namespace furtka::cli {
namespace {

class CatalogCommands : public Commands { };

constexpr auto result = R"({"changed": true, "revision": "c1", "serial": null, "apps": 12})";

TEST_F(CatalogCommands, ListsThemInOrder)
{
    daemon.says("GET /api/catalogs", R"({"catalogs": [
      {"name": "mine", "kind": "folder", "location": "/srv/apps", "apps": 3, "key": null, "sha256": null, "revision": "sha256:1",
       "synced_at": "2030-01-01T12:00:00.000Z", "error": null},
      {"name": "club", "kind": "archive", "location": "https://example.org/a.zip", "apps": 0, "key": "RWQ", "sha256": null,
       "revision": null, "synced_at": null, "error": {"key": "signature_bad", "detail": "the signature does not fit"}}]})");

    EXPECT_EQ(furtka("catalog list"), 0);

    EXPECT_EQ(console.out_text,
        "NAME  KIND     APPS  TRUST   SYNCED (UTC)         STATE                               LOCATION\n"
        "mine  folder   3             2030-01-01 12:00:00  ok                                  /srv/apps\n"
        "club  archive  0     signed                       failed: the signature does not fit  https://example.org/a.zip\n");
}

TEST_F(CatalogCommands, AddsAFolderByItsFullPath)
{
    accepts("POST /api/catalogs", {done(result)});

    EXPECT_EQ(furtka("catalog add mine ./apps --first"), 0);

    EXPECT_EQ(console.out_text, "mine: 12 apps\n");
    EXPECT_NE(daemon.calls().find(R"("location":")" + (folder / "apps").string() + R"(","position":0)"), std::string::npos)
        << daemon.calls();
}

TEST_F(CatalogCommands, ChangesWhatIsTrusted)
{
    accepts("POST /api/catalogs/club", {done(result)});
    EXPECT_EQ(furtka("catalog change club --sha256 9f86 --location https://example.org/b.zip"), 0);
    EXPECT_NE(daemon.calls().find(R"({"sha256":"9f86","location":"https://example.org/b.zip"})"), std::string::npos)
        << daemon.calls();
    EXPECT_EQ(furtka("catalog change club"), 2);
}

TEST_F(CatalogCommands, SyncsEachAndGoesOnAfterAFailure)
{
    daemon.says("GET /api/catalogs", R"({"catalogs": [{"name": "a"}, {"name": "b"}]})");
    daemon.says("POST /api/catalogs/a/sync", R"({"detail": "a is busy", "key": "app_busy", "status": 409})", 409);
    accepts("POST /api/catalogs/b/sync", {done(R"({"changed": false, "apps": 2})")});

    EXPECT_EQ(furtka("catalog sync"), 5);

    EXPECT_EQ(console.out_text, "b: 2 apps, as before\n");
}

TEST_F(CatalogCommands, OrdersAndRemoves)
{
    daemon.says("POST /api/catalogs/order", R"({"catalogs": []})");
    EXPECT_EQ(furtka("catalog order b a"), 0);
    daemon.says("DELETE /api/catalogs/b", R"({"catalogs": []})");
    EXPECT_EQ(furtka("catalog remove b"), 0);
    EXPECT_NE(console.out_text.find("b is no catalog any more"), std::string::npos);
}

} // namespace
} // namespace furtka::cli
