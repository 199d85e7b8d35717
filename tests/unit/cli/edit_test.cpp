// app edit.
#include "commands_fixture.hpp"

#include <filesystem>
#include <fstream>

namespace furtka::cli {
namespace {

constexpr auto files = R"({"files": [
  {"file": "override", "name": "compose.override.yaml", "text": "services: {}\n", "there": true, "hash": "\"h1\""},
  {"file": "compose", "name": "docker-compose.yaml", "text": "services:\n  web: {}\n", "there": true, "hash": "\"h2\""}],
  "versions": []})";
constexpr auto result = R"({"app": "blog", "file": "compose.override.yaml", "applied": true})";

class EditCommand : public Commands {
protected:
    void SetUp() override
    {
        daemon.says("GET /api/apps/blog/files", files);
        std::ofstream(folder / "new.yaml") << "services: {web: {}}\n";
    }
    /// On a terminal, with an editor of that name.
    int edit(const std::string& editor, const std::vector<std::string>& more = {})
    {
        console.look.in_terminal = console.look.err_terminal = true;
        std::vector<std::string> words{"app", "edit", "blog"};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words, console, {.socket = daemon.socket(), .editor = editor, .folder = folder.path()});
    }
    std::string script(const std::string& text)
    {
        const auto path = folder / "editor.sh";
        std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path.string();
    }
};

TEST_F(EditCommand, SendsTheTextWithTheHashOfWhatWasSeen)
{
    accepts("PUT /api/apps/blog/files/override", {done(result)});
    EXPECT_EQ(furtka("app edit blog --from new.yaml --accept privileged:web"), 0);
    EXPECT_EQ(console.out_text, "compose.override.yaml of blog is changed, and the app runs with it.\n");
    EXPECT_NE(daemon.calls().find(
                  R"(PUT /api/apps/blog/files/override {"text":"services: {web: {}}\n","accept":["privileged:web"]})"),
        std::string::npos)
        << daemon.calls();
}

TEST_F(EditCommand, OpensTheEditorOnTheFileWithoutAShell)
{
    accepts("PUT /api/apps/blog/files/compose", {done(result)});
    const auto editor = script("test \"$1\" = --wait || exit 3\nprintf 'services: {a: {}}\\n' > \"$2\"");
    EXPECT_EQ(edit(editor + " --wait", {"--file", "compose"}), 0) << console.err_text;
    EXPECT_NE(daemon.calls().find(R"({"text":"services: {a: {}}\n"})"), std::string::npos) << daemon.calls();
    EXPECT_EQ(edit("true; touch " + (folder / "shell").string()), 7) << console.err_text;
    EXPECT_FALSE(std::filesystem::exists(folder / "shell"));
}

TEST_F(EditCommand, SendsNothingWhenNothingChanged)
{
    EXPECT_EQ(edit("true"), 0);
    EXPECT_EQ(console.out_text, "Nothing changed.\n");
    EXPECT_EQ(daemon.calls().find("PUT"), std::string::npos);
}

TEST_F(EditCommand, KeepsATextThatIsRefusedAndTellsItsLine)
{
    daemon.says("PUT /api/apps/blog/files/override",
        R"({"key": "compose_invalid", "detail": "Compose refuses it", "hint": "mend it", "status": 422, "line": 2})", 422);
    EXPECT_NE(edit(script("printf 'broken' > \"$1\"")), 0);
    EXPECT_NE(console.err_text.find("line 2: Compose refuses it"), std::string::npos) << console.err_text;
    const auto at = console.err_text.find("your text is in ");
    ASSERT_NE(at, std::string::npos) << console.err_text;
    auto path = console.err_text.substr(at + 16);
    path = path.substr(0, path.find_first_of("\n;)"));
    EXPECT_TRUE(std::filesystem::exists(path)) << path;
    std::filesystem::remove(path);
}

TEST_F(EditCommand, ShowsChecksAndUndoes)
{
    EXPECT_EQ(furtka("app edit blog --show --file compose"), 0);
    EXPECT_EQ(console.out_text, "services:\n  web: {}\n");
    console.out_text.clear();
    daemon.says("POST /api/apps/blog/files/check", R"({"name": "a", "warnings": ["old"], "permissions": []})");
    EXPECT_EQ(furtka("app edit blog --from new.yaml --check"), 0);
    EXPECT_EQ(console.out_text, "Compose takes it. Nothing has been changed.\nCompose warns: old\n");
    accepts("POST /api/apps/blog/files/undo", {done(result)});
    EXPECT_EQ(furtka("app edit blog --undo"), 0);
    EXPECT_EQ(furtka("app edit blog"), 2); // no terminal for an editor
    EXPECT_EQ(furtka("app edit blog --file env"), 2);
}

} // namespace
} // namespace furtka::cli
