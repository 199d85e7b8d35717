#include "served_world.hpp"

namespace furtka::api {
namespace {

namespace json = boost::json;

constexpr auto notes_text = "services:\n  notes:\n    image: notes:2\n    environment: {ADMIN_PASSWORD: verysecretword}\n";

class OwnAppRoutes : public ServedWorld {
protected:
    void SetUp() override
    {
        compose.has("notes", {test::service("notes", "notes:2")});
        look();
    }
    static std::string body(json::object more = {})
    {
        json::object object{{"from", "compose"}, {"text", notes_text}};
        for (auto& [key, value] : more) object[key] = value;
        return json::serialize(object);
    }
    json::object preview(std::string text)
    {
        const auto reply = ask("POST", "/api/own-apps/preview", std::move(text));
        EXPECT_EQ(reply.status, 200) << body_of(reply);
        return json::parse(body_of(reply)).as_object();
    }
};

TEST_F(OwnAppRoutes, ShowsWhatWasUnderstood)
{
    const auto shown = preview(body({{"title", "Paper"}}));

    EXPECT_EQ(shown.at("name"), "notes");
    EXPECT_EQ(shown.at("title"), "Paper");
    EXPECT_EQ(shown.at("result"), "ok");
    EXPECT_EQ(shown.at("text"), notes_text);
    EXPECT_EQ(shown.at("plan").at("display_name"), "Paper");
    EXPECT_EQ(shown.at("plan").at("settings").at(0).at("name"), "ADMIN_PASSWORD");
    EXPECT_EQ(shown.at("plan").at("images").at(0), "notes:2");
    EXPECT_EQ(shown.at("files").as_array().front().at("path"), "compose.override.yaml");
    EXPECT_TRUE(own_shelf.kept.empty());
}

TEST_F(OwnAppRoutes, TellsARefusalWithItsReasons)
{
    const auto shown = preview(R"({"from": "compose", "text": "services:\n  web:\n    build: .\n"})");
    EXPECT_EQ(shown.at("result"), "refused");
    EXPECT_FALSE(shown.at("reasons").as_array().empty());
    EXPECT_TRUE(shown.at("plan").is_null());
}

TEST_F(OwnAppRoutes, KeepsTellsChangesAndForgets)
{
    const auto kept = ask("POST", "/api/own-apps", body());
    EXPECT_EQ(text(kept),
        R"(201 {"name":"notes","title":"Notes","result":"ok","reasons":[],"repairs":["generate-secret:ADMIN_PASSWORD"]})");
    EXPECT_EQ(kept.headers.find("Location"), "/api/own-apps/notes");
    EXPECT_EQ(told("GET", "/api/own-apps"),
        R"(200 {"apps":[{"name":"notes","title":"Notes","from":"compose","url":null,"installed":false}]})");
    EXPECT_EQ(ask("POST", "/api/own-apps/notes", body({{"title", "Paper"}})).status, 200);
    const auto one = json::parse(body_of(ask("GET", "/api/own-apps/notes")));
    EXPECT_EQ(one.at("title"), "Paper");
    EXPECT_EQ(one.at("text"), notes_text);
    EXPECT_NE(told("GET", "/api/catalogs").find(R"("own":{"location":"/state/own","apps":1})"), std::string::npos);
    EXPECT_EQ(told("DELETE", "/api/own-apps/notes"), R"(200 {"apps":[]})");
    EXPECT_EQ(refusal(ask("GET", "/api/own-apps/notes")), "404 own_app_unknown: notes is no app of your own");
}

TEST_F(OwnAppRoutes, ReadsBodiesStrictly)
{
    const auto refused = [this](std::string text) { return refusal(ask("POST", "/api/own-apps/preview", std::move(text))); };
    EXPECT_EQ(refused(R"({"from": "tar"})"), R"(400 body_member: "from" must be "compose", "run" or "url")");
    EXPECT_EQ(refused(R"({"from": "run"})"), "400 body_member: \"text\" is missing");
    EXPECT_EQ(refused(R"({"from": "url"})"), "400 body_member: \"url\" is missing");
    EXPECT_EQ(refused(R"({"from": "run", "text": "x", "url": "https://a"})"),
        "400 body_member: \"url\" goes with \"from\": \"url\" only");
    EXPECT_EQ(refused(R"({"from": "run", "text": "x", "shell": true})"), "400 body_member: \"shell\" is not known here");
    EXPECT_EQ(refusal(ask("POST", "/api/own-apps", R"({"from": "url", "url": "https://a/b"})")),
        "400 body_member: \"text\" is missing");
}

TEST_F(OwnAppRoutes, FetchesAnAddressForALookOnly)
{
    web_texts.texts["https://a/compose.yml"] = notes_text;
    EXPECT_EQ(preview(R"({"from": "url", "url": "https://a/compose.yml"})").at("text"), notes_text);
    EXPECT_EQ(refusal(ask("POST", "/api/own-apps/preview", R"({"from": "url", "url": "https://a/none"})")),
        "404 own_url_missing: https://a/none was answered with 404");
}

TEST_F(OwnAppRoutes, TellsNoSecretInLogOrAudit)
{
    ask("POST", "/api/own-apps", body());
    run(io, audit.flush());
    for (const auto& entry : audit_store.entries) {
        EXPECT_EQ(entry.what.find("verysecretword"), std::string::npos);
        EXPECT_EQ(entry.app, "notes");
    }
}

} // namespace
} // namespace furtka::api
