// app export, and app install of a file.
#include "commands_fixture.hpp"
#include "domain/export_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

namespace furtka::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto result = R"({"app": "blog", "id": "7", "file_name": "blog-1.0-2030-01-01.furtka", "bytes": 9, "data": true,
  "secrets": "included", "left_out": ["/srv/photos, a folder of the server"], "kept_until": "2030-01-02T00:00:00Z"})";

class Moving : public Commands {
protected:
    std::string read(const std::string& name) const
    {
        std::ifstream stream(folder / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    void write(const std::string& name, const std::string& text) const
    {
        std::ofstream(folder / name, std::ios::binary) << text;
    }
    void exports()
    {
        accepts("POST /api/apps/blog/export", {done(result)});
        daemon.says("GET /api/exports/7", "the bytes");
        daemon.says("DELETE /api/exports/7", "{}");
    }
    /// A file that the daemon takes.
    void takes_file(const std::string& head)
    {
        write("blog.furtka", "bytes of it");
        daemon.says("POST /api/imports", R"({"id": "a1", "size": 11, "received": 0})", 201);
        daemon.says("POST /api/imports/a1/bytes?offset=0", R"({"id": "a1", "size": 11, "received": 11})");
        daemon.says("GET /api/imports/a1", head);
        daemon.says("DELETE /api/imports/a1", "{}");
    }
};

TEST_F(Moving, WritesTheFileThatTheDaemonMade)
{
    exports();
    write("words", "seven wet cats\n");

    EXPECT_EQ(furtka("app export blog --with-data --passphrase-file words"), 0);

    EXPECT_EQ(read("blog-1.0-2030-01-01.furtka"), "the bytes");
    struct stat info{};
    ASSERT_EQ(::stat((folder / "blog-1.0-2030-01-01.furtka").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_TRUE(console.out_text.contains("Not in it: /srv/photos, a folder of the server\n")) << console.out_text;
    EXPECT_TRUE(daemon.calls().contains(R"("data":true)"));
    EXPECT_TRUE(daemon.calls().contains(R"("passphrase":"seven wet cats")"));
    EXPECT_TRUE(daemon.calls().ends_with("DELETE /api/exports/7"));
}

TEST_F(Moving, AsksForAPassphraseUntilItIsTheSameTwice)
{
    exports();
    console.on_terminal();
    console.answers = {"short", "long enough", "long enougj", "long enough", "long enough"};

    EXPECT_EQ(furtka("app export blog"), 0);

    EXPECT_FALSE(console.err_text.contains("long enough"));
    EXPECT_TRUE(console.err_text.contains("These are not the same."));
    EXPECT_TRUE(daemon.calls().contains(R"("passphrase":"long enough")"));
}

TEST_F(Moving, NeverReplacesAFileUnlessToldTo)
{
    exports();
    write("mine", "something else");

    EXPECT_NE(furtka("app export blog --without-secrets --out mine"), 0);
    EXPECT_EQ(read("mine"), "something else");
    EXPECT_EQ(daemon.calls(), "");
    EXPECT_EQ(furtka("app export blog --without-secrets --out mine --force"), 0);
    EXPECT_EQ(read("mine"), "the bytes");
}

TEST_F(Moving, LeavesNothingOfAFileThatCameInPart)
{
    accepts("POST /api/apps/blog/export", {done(result)});
    daemon.says("GET /api/exports/7", "half");
    daemon.says("DELETE /api/exports/7", "{}");

    EXPECT_NE(furtka("app export blog --out mine"), 0);

    EXPECT_TRUE(console.err_text.contains("only 4 of 9 bytes have come"));
    EXPECT_TRUE(fs::is_empty(folder.path()));
    EXPECT_TRUE(daemon.calls().ends_with("DELETE /api/exports/7"));
}

TEST_F(Moving, InstallsFromAFile)
{
    takes_file(R"({"id": "a1", "app": "blog", "display_name": "Blog", "needs_passphrase": true})");
    daemon.says("POST /api/imports/a1/plan", R"({"name": "blog"})");
    accepts("POST /api/imports/a1/install", {done(R"({"app": "blog", "replaced": false, "notices": []})")});
    write("words", "seven wet cats\n");

    EXPECT_EQ(furtka("app install blog.furtka --passphrase-file words --set TITLE=Mine"), 0);

    const auto calls = daemon.calls();
    EXPECT_TRUE(calls.contains(R"(POST /api/imports {"size": 11}; POST /api/imports/a1/bytes?offset=0 bytes of it)"))
        << calls;
    EXPECT_TRUE(calls.contains(R"(POST /api/imports/a1/plan {"passphrase":"seven wet cats"})")) << calls;
    EXPECT_TRUE(calls.contains(R"(POST /api/imports/a1/install {"settings":{"TITLE":"Mine"}})")) << calls;
    EXPECT_TRUE(console.out_text.contains("blog is installed."));
}

TEST_F(Moving, AsksAgainAfterAWrongPassphraseAndDeletesTheUploadAtTheEnd)
{
    takes_file(R"({"id": "a1", "app": "blog", "display_name": "Blog", "needs_passphrase": true})");
    daemon.problem("POST /api/imports/a1/plan", 403, "passphrase_wrong", "not this one", "try again");
    console.on_terminal();
    console.answers = {"one", "two", "three", "four"};

    EXPECT_NE(furtka("app install blog.furtka"), 0);

    EXPECT_EQ(console.answers.size(), 1U);
    EXPECT_TRUE(daemon.calls().ends_with("DELETE /api/imports/a1")) << daemon.calls();
}

} // namespace
} // namespace furtka::cli
