#include "cli/completion.hpp"
#include "commands_fixture.hpp"

#include <array>
#include <cstdio>
#include <fstream>

namespace furtka::cli {
namespace {

using Words = std::vector<std::string>;

std::vector<Candidate> names(Offers wanted, const std::string& app)
{
    switch (wanted) {
    case Offers::installed_apps: return {{.word = "blog", .what = "Blog"}, {.word = "garden", .what = ""}};
    case Offers::available_apps: return {{.word = "notes", .what = ""}};
    case Offers::services: return {{.word = app + "-web", .what = ""}};
    case Offers::jobs: return {{.word = "17", .what = "update blog"}};
    default: return {};
    }
}

std::string offered(const Words& words)
{
    std::string text;
    for (const auto& candidate : complete(words, names)) text += (text.empty() ? "" : " ") + candidate.word;
    return text;
}

TEST(Completion, OffersCommandsNamesAndOptionsWhereTheyBelong)
{
    EXPECT_EQ(offered({""}),
        "app registry reconcile jobs policy notify import catalog move-in setup setup-code user session token audit "
        "certificate "
        "version "
        "completion serve help");
    EXPECT_EQ(offered({"app", ""}),
        "list available show install add own forget edit export remove check update revise rollback history start stop "
        "restart "
        "logs exec settings "
        "permissions");
    EXPECT_EQ(offered({"app", "re"}), "remove revise restart");
    EXPECT_EQ(offered({"app", "show", ""}), "blog garden");
    EXPECT_EQ(offered({"app", "show", "blog", ""}), "");
    EXPECT_EQ(offered({"app", "install", "n"}), "notes");
    EXPECT_EQ(offered({"app", "logs", "blog", "--service", ""}), "blog-web");
    EXPECT_EQ(offered({"app", "logs", "blog", "--tail", "5", "--f"}), "--follow");
    EXPECT_EQ(offered({"app", "remove", "--"}), "--delete-data --yes --json --socket --url --ca --help");
    EXPECT_EQ(offered({"app", "install", "x", "--set", ""}), "");
    EXPECT_EQ(offered({"jobs", ""}), "17");
    EXPECT_EQ(offered({"completion", ""}), "bash zsh fish");
    EXPECT_EQ(offered({"help", "app", "st"}), "start stop");
    EXPECT_EQ(offered({"--socket", "/s", "j"}), "jobs");
    EXPECT_EQ(offered({}), offered({""}));
}

class Completing : public Commands { };

TEST_F(Completing, NamesComeFromTheDaemonAndAreNoneWithoutIt)
{
    daemon.says("GET /api/apps", R"({"apps": [{"name": "blog", "display_name": "My\tBlog"}]})");
    EXPECT_EQ(run_program(Words{"__complete", "app", "show", ""}, console, {.socket = daemon.socket()}), 0);
    EXPECT_EQ(console.out_text, "blog\tMy Blog\n");

    console.out_text.clear();
    daemon.end();
    EXPECT_EQ(run_program(Words{"__complete", "app", "show", ""}, console, {.socket = daemon.socket()}), 0);
    EXPECT_EQ(console.out_text, "");
    EXPECT_EQ(console.err_text, "");
}

std::string run_shell(const std::string& command)
{
    std::string text;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen((command + " 2>&1").c_str(), "re"), &::pclose);
    std::array<char, 512> buffer{};
    while (pipe && std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe.get()) != nullptr) text += buffer.data();
    return text;
}

TEST_F(Completing, TheScriptOfBashIsSoundAndOffersWhatTheProgramSays)
{
    const auto script = folder / "completion.bash";
    std::ofstream(script) << *completion_script("bash");
    EXPECT_EQ(run_shell("bash -n " + script.string()), "");

    std::ofstream(folder / "furtka") << "#!/bin/sh\nprintf '<%s>\\t%s\\n' \"$#:$*\" about\nprintf 'two\\n'\n";
    std::filesystem::permissions(folder / "furtka", std::filesystem::perms::owner_all);
    const auto command = "bash -c 'source " + script.string() + "; COMP_WORDS=(" + (folder / "furtka").string()
        + " app sh rest); COMP_CWORD=2; _furtka; printf \"%s\\n\" \"${COMPREPLY[@]}\"'";
    EXPECT_EQ(run_shell(command), "<3:__complete app sh>\ntwo\n");
}

TEST_F(Completing, ThereIsAScriptForEachShellAndNoOther)
{
    for (const auto* shell : {"bash", "zsh", "fish"}) {
        console.out_text.clear();
        EXPECT_EQ(furtka("completion " + std::string(shell)), 0);
        EXPECT_NE(console.out_text.find("__complete"), std::string::npos) << shell;
        // Checked where the shell is at hand; each knows -n.
        if (run_shell("command -v " + std::string(shell)).empty()) continue;
        std::ofstream(folder / "script") << console.out_text;
        EXPECT_EQ(run_shell(std::string(shell) + " -n " + (folder / "script").string()), "") << shell;
    }
    EXPECT_EQ(furtka("completion tcsh"), 2);
}

} // namespace
} // namespace furtka::cli
