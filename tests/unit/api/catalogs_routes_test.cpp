#include "served_world.hpp"

namespace furtka::api {
namespace {

class CatalogRoutes : public ServedWorld {
protected:
    void SetUp() override
    {
        look();
        run(io, catalogs.load());
    }
    std::string add(std::string body) { return told("POST", "/api/catalogs", std::move(body), {{"Prefer", "wait=5"}}); }
};

TEST_F(CatalogRoutes, AddsSyncsAndTells)
{
    EXPECT_EQ(add(R"({"name": "mine", "location": "/srv/apps"})"),
        R"(200 {"changed":true,"revision":"sha256:content","serial":null,"apps":3})");
    EXPECT_EQ(told("GET", "/api/catalogs"),
        R"(200 {"catalogs":[{"name":"mine","kind":"folder","location":"/srv/apps","ref":null,"key":null,"sha256":null,)"
        R"("ca_file":null,"apps":3,"revision":"sha256:content","serial":null,"signed_at":null,)"
        R"("synced_at":"2030-01-01T00:00:00.000Z","tried_at":"2030-01-01T00:00:00.000Z","next_at":"2030-01-02T00:01:07.895Z",)"
        R"("error":null}],"own":{"location":"/state/own","apps":0},"interval_seconds":86400})");
    EXPECT_EQ(told("POST", "/api/catalogs/mine/sync", "", {{"Prefer", "wait=5"}}),
        R"(200 {"changed":false,"revision":"sha256:content","serial":null,"apps":3})");
    const auto later = ask("POST", "/api/catalogs/mine/sync");
    EXPECT_EQ(later.status, 202);
}

TEST_F(CatalogRoutes, KeepsACatalogWhoseFirstSyncFailedAndSaysWhy)
{
    const auto failed = ask("POST", "/api/catalogs",
        R"({"name": "club", "location": "https://example.org/a.zip", "sha256": ")" + std::string(64, 'b') + R"("})",
        {{"Prefer", "wait=5"}});
    EXPECT_EQ(refusal(failed), "404 catalog_missing: https://example.org/a.zip is not there");
    EXPECT_NE(told("GET", "/api/catalogs").find(R"("error":{"key":"catalog_missing")"), std::string::npos);
    downloads.texts["https://example.org/a.zip"] = "x";
    EXPECT_EQ(told("POST", "/api/catalogs/club", R"({"sha256": ")" + std::string(64, 'a') + R"("})", {{"Prefer", "wait=5"}}),
        R"(200 {"changed":true,"revision":"sha256:)" + std::string(64, 'a') + R"(","serial":null,"apps":3})");
}

TEST_F(CatalogRoutes, RefusesWhatItCannotTrustOrDoesNotKnow)
{
    const auto refused = [this](std::string body) { return refusal(ask("POST", "/api/catalogs", std::move(body))); };
    EXPECT_EQ(refused(R"({"name": "a"})"), "400 body_member: \"location\" is missing");
    EXPECT_EQ(refused(R"({"name": "a", "location": "/x", "kind": "ftp"})"),
        "400 body_member: \"kind\" must be \"folder\", \"git\" or \"archive\"");
    EXPECT_EQ(refused(R"({"name": "a", "location": "/x", "trust": true})"), "400 body_member: \"trust\" is not known here");
    EXPECT_EQ(refused(R"({"name": "a", "location": "https://example.org/a.zip"})"),
        "400 catalog_unpinned: an archive needs a key or a sha256");
    EXPECT_EQ(refusal(ask("POST", "/api/catalogs/none", "{}")), "404 catalog_unknown: there is no catalog none");
    EXPECT_EQ(refusal(ask("POST", "/api/catalogs/none/sync")), "404 catalog_unknown: there is no catalog none");
    EXPECT_EQ(refusal(ask("DELETE", "/api/catalogs/none")), "404 catalog_unknown: there is no catalog none");
    EXPECT_EQ(refusal(ask("POST", "/api/catalogs/order", R"({"names": ["none"]})")),
        "404 catalog_unknown: there is no catalog none");
}

TEST_F(CatalogRoutes, OrdersAndForgets)
{
    for (const auto* name : {"a", "b"}) add(fmt::format(R"({{"name": "{}", "location": "/srv"}})", name));
    EXPECT_EQ(ask("POST", "/api/catalogs/order", R"({"names": ["b", "a"]})").status, 200);
    EXPECT_EQ(sources.order, (std::vector<std::string>{"b", "a"}));
    EXPECT_EQ(ask("DELETE", "/api/catalogs/b").status, 200);
    EXPECT_EQ(sources.order, std::vector<std::string>{"a"});
}

} // namespace
} // namespace furtka::api
