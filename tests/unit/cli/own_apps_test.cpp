// app add, own and forget.
#include "commands_fixture.hpp"

#include <fstream>

namespace furtka::cli {
namespace {

class OwnAppCommands : public Commands {
protected:
    void SetUp() override
    {
        std::ofstream(folder / "compose.yml") << "services: {}\n";
        std::ofstream(folder / "i.svg") << "<svg/>";
    }
    static std::string preview(const std::string& result, const std::string& more = "")
    {
        return R"({"name": "notes", "title": "Notes", "result": ")" + result
            + R"(", "reasons": ["look at port 53"], "repairs": ["add-volume:data"], "warnings": [], "volumes": ["data"],
              "text": "services: {}\n", "url": null, "plan": null)"
            + more + "}";
    }
};

TEST_F(OwnAppCommands, ShowsWhatIsUnderstoodAndThenKeepsIt)
{
    daemon.says("POST /api/own-apps/preview", preview("needs-review"));
    daemon.says("POST /api/own-apps", R"({"name": "notes"})", 201);

    EXPECT_EQ(furtka("app add compose.yml --title Paper --icon i.svg --set A=b"), 0);

    EXPECT_EQ(console.err_text,
        "Notes (notes) is understood; nothing has been kept yet.\n\nTo be looked at by you:\n  look at port 53\n"
        "\nDifferent from the text:\n  add-volume:data\n\nVolumes:\n  data\n");
    EXPECT_EQ(console.out_text, "\nnotes can be installed: furtka app install notes\n");
    EXPECT_NE(
        daemon.calls().find(
            R"(POST /api/own-apps/preview {"from":"compose","text":"services: {}\n","title":"Paper","icon":"<svg/>","settings":{"A":"b"}})"),
        std::string::npos)
        << daemon.calls();
    EXPECT_NE(daemon.calls().find(R"("settings":{"A":"b"},"name":"notes"})"), std::string::npos) << daemon.calls();
}

TEST_F(OwnAppCommands, OnlyLooks)
{
    daemon.says("POST /api/own-apps/preview", preview("ok"));
    EXPECT_EQ(furtka("app add compose.yml --plan"), 0);
    EXPECT_TRUE(console.out_text.starts_with("Notes (notes) is understood")) << console.out_text;
    EXPECT_EQ(daemon.calls().find("POST /api/own-apps {"), std::string::npos);
}

TEST_F(OwnAppCommands, KeepsOfAnAddressWhatWasSeenThere)
{
    daemon.says("POST /api/own-apps/preview", preview("ok", R"(, "url": "https://a/raw.yml")"));
    daemon.says("POST /api/own-apps", R"({"name": "notes"})", 201);

    EXPECT_EQ(furtka("app add https://a/b.yml --json"), 0);

    EXPECT_NE(daemon.calls().find(R"(/preview {"from":"url","url":"https://a/b.yml"})"), std::string::npos)
        << daemon.calls();
    EXPECT_NE(daemon.calls().find(R"("url":"https://a/raw.yml","text":"services: {}\n","name":"notes"})"), std::string::npos)
        << daemon.calls();
    EXPECT_EQ(console.out_text, "{\"name\": \"notes\"}\n");
}

TEST_F(OwnAppCommands, TellsWhyItIsRefused)
{
    daemon.says("POST /api/own-apps/preview", preview("refused"));
    EXPECT_EQ(furtka("app add compose.yml"), 3);
    EXPECT_NE(console.err_text.find("Notes (notes) cannot become an app.\n\nWhy:\n  look at port 53\n"), std::string::npos)
        << console.err_text;
    EXPECT_EQ(furtka("app add missing.yml"), 4);
    EXPECT_EQ(furtka("app add compose.yml --from tar"), 2);
}

TEST_F(OwnAppCommands, ListsAndForgets)
{
    daemon.says("GET /api/own-apps",
        R"({"apps": [{"name": "notes", "title": "Notes", "from": "url", "url": "https://a/b", "installed": true}]})");
    EXPECT_EQ(furtka("app own"), 0);
    EXPECT_EQ(console.out_text, "NAME   TITLE  FROM  INSTALLED  ADDRESS\nnotes  Notes  url   yes        https://a/b\n");
    console.out_text.clear();
    daemon.says("DELETE /api/own-apps/notes", R"({"apps": []})");
    EXPECT_EQ(furtka("app forget notes"), 0);
    EXPECT_EQ(console.out_text, "notes is no app of your own any more.\n");
}

} // namespace
} // namespace furtka::cli
