#include "served_world.hpp"

namespace furtka::api {
namespace {

namespace json = boost::json;

class EditRoutes : public ServedWorld {
protected:
    void SetUp() override
    {
        install("blog");
        app_texts.has("blog", "services:\n  web:\n    image: blog:1\n");
        look();
    }
    std::string hash(std::size_t at = 0)
    {
        const auto told = json::parse(body_of(ask("GET", "/api/apps/blog/files")));
        return std::string(told.at("files").at(at).at("hash").as_string());
    }
    http::Response put(std::string body, std::string match, std::string file = "override")
    {
        return ask("PUT", "/api/apps/blog/files/" + file, std::move(body), {{"If-Match", std::move(match)}});
    }
};

TEST_F(EditRoutes, TellsBothFilesAndWhatCanBeUndone)
{
    app_texts.kept["blog"] = {{.at = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(0)),
        .file = EditedFile::compose,
        .text = "secret"}};
    const auto told = json::parse(body_of(ask("GET", "/api/apps/blog/files"))).as_object();
    EXPECT_EQ(told.at("files").at(0).at("file"), "override");
    EXPECT_EQ(told.at("files").at(0).at("there"), false);
    EXPECT_EQ(told.at("files").at(1).at("text"), "services:\n  web:\n    image: blog:1\n");
    EXPECT_EQ(told.at("versions").at(0).at("file"), "compose");
    EXPECT_EQ(json::serialize(told).find("secret"), std::string::npos);
}

TEST_F(EditRoutes, WritesOnlyOverWhatWasSeen)
{
    const std::string body = R"({"text": "services: {}\n"})";
    EXPECT_EQ(refusal(ask("PUT", "/api/apps/blog/files/override", body)),
        "428 if_match_missing: which version of the file this is an edit of is not told");
    EXPECT_EQ(refusal(put(body, "\"other\"")), "412 file_changed: compose.override.yaml was changed meanwhile");
    EXPECT_EQ(refusal(put(body, hash(0), "compose")), "412 file_changed: docker-compose.yaml was changed meanwhile");
    const auto written = put(body, hash());
    EXPECT_EQ(written.status, 200) << body_of(written);
    EXPECT_EQ(app_texts.staged_text, "services: {}\n");
}

TEST_F(EditRoutes, ChecksAndChangesNothing)
{
    EXPECT_EQ(told("POST", "/api/apps/blog/files/check", R"({"file": "override", "text": "services: {}\n"})"),
        R"(200 {"name":"compose.override.yaml","warnings":[],"permissions":[]})");
    compose.fail("preview blog", {.kind = ErrorKind::broken, .key = "compose_invalid", .message = "yaml: line 3: no"});
    const auto refused = ask("POST", "/api/apps/blog/files/check", R"({"file": "compose", "text": "a: b\n"})");
    EXPECT_EQ(refusal(refused), "422 compose_invalid: yaml: line 3: no");
    EXPECT_EQ(json::parse(body_of(refused)).at("line"), 3);
    EXPECT_TRUE(app_texts.kept.empty());
}

TEST_F(EditRoutes, ReadsBodiesStrictly)
{
    EXPECT_EQ(refusal(put("{}", hash())), "400 body_member: \"text\" is missing");
    EXPECT_EQ(refusal(put(R"({"text": "a", "force": true})", hash())), "400 body_member: \"force\" is not known here");
    EXPECT_EQ(refusal(ask("POST", "/api/apps/blog/files/check", R"({"file": ".env", "text": "a"})")),
        R"(400 body_member: "file" must be "override" or "compose")");
    EXPECT_EQ(refusal(put(R"({"text": ""})", hash())), "400 edit_text: the file would be empty");
}

TEST_F(EditRoutes, UndoesWhatThereIs)
{
    EXPECT_EQ(refusal(ask("POST", "/api/apps/blog/files/undo")),
        "404 edit_no_version: no earlier version of the files of blog is kept");
    app_texts.kept["blog"] = {{.at = {}, .file = EditedFile::override_file, .text = "services: {}\n"}};
    const auto undone = ask("POST", "/api/apps/blog/files/undo", "{}");
    EXPECT_EQ(undone.status, 200) << body_of(undone);
    EXPECT_TRUE(app_texts.kept.at("blog").empty());
    EXPECT_EQ(refusal(ask("GET", "/api/apps/none/files")), "404 app_not_installed: none is not installed");
}

} // namespace
} // namespace furtka::api
