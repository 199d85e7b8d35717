#include "domain/archive_guard.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

class Guarding : public testing::Test {
protected:
    std::string file(std::string_view path, std::uint64_t size = 1)
    {
        return told(guard.entry(EntryKind::file, path, size));
    }
    std::string folder(std::string_view path) { return told(guard.entry(EntryKind::folder, path, 0)); }
    static std::string told(const Result<std::string>& taken) { return taken ? *taken : "!" + taken.error().key; }

    ArchiveGuard guard{
        {.entries = 20, .bytes = 1000, .file_bytes = 400, .ratio = 10, .ratio_from = 100, .depth = 4, .path = 40}};
};

TEST_F(Guarding, TakesPlainPaths)
{
    EXPECT_EQ(folder("./"), "");
    EXPECT_EQ(folder("apps/"), "apps");
    EXPECT_EQ(file("./apps/blog/manifest.json"), "apps/blog/manifest.json");
    EXPECT_EQ(folder("apps/"), "apps") << "a folder may be told again";
    EXPECT_EQ(file("apps/blog/a picture é.png"), "apps/blog/a picture é.png");
    EXPECT_EQ(file("..."), "...");
}

TEST_F(Guarding, RefusesPathsThatLeadOut)
{
    for (const std::string_view bad : {"../x", "a/../../x", "a/..", "/etc/passwd", "//x", "..", "", "./", "a//b", "a/./b",
             "a\\b", "a\nb", "a\x01", "\xff", "a/b/c/d/e", "12345678901234567890123456789012345678901"})
        EXPECT_EQ(file(bad), "!archive_path") << bad;
}

TEST_F(Guarding, RefusesWhatIsNeitherFileNorFolder)
{
    EXPECT_EQ(told(guard.entry(EntryKind::symbolic_link, "a", 0)), "!archive_link");
    EXPECT_EQ(told(guard.entry(EntryKind::hard_link, "b", 0)), "!archive_link");
    EXPECT_EQ(told(guard.entry(EntryKind::other, "c", 0)), "!archive_entry");
}

TEST_F(Guarding, RefusesANameThatIsThereTwice)
{
    EXPECT_EQ(file("a/one"), "a/one");
    EXPECT_EQ(file("a/one"), "!archive_twice");
    EXPECT_EQ(file("a/One"), "!archive_twice") << "one file on a disk that does not tell case";
    EXPECT_EQ(file("A/two"), "!archive_twice");
    EXPECT_EQ(folder("a/one"), "!archive_twice");
    EXPECT_EQ(file("a/one/two"), "!archive_twice");
    EXPECT_EQ(file("a"), "!archive_twice") << "it is a folder on the way";
}

TEST_F(Guarding, CountsEntries)
{
    for (int i = 0; i < 20; ++i) EXPECT_EQ(file("f" + std::to_string(i)).front(), 'f');
    EXPECT_EQ(file("more"), "!archive_too_large");
}

TEST_F(Guarding, CountsBytesAsToldAndAsTheyCome)
{
    EXPECT_EQ(file("told", 401), "!archive_too_large");
    EXPECT_EQ(file("a", 0), "a");
    EXPECT_TRUE(guard.unpacked(400, 1000));
    EXPECT_EQ(guard.unpacked(1, 1000).error().key, "archive_too_large") << "more than a file may have";
    EXPECT_EQ(file("b", 0), "b");
    EXPECT_TRUE(guard.unpacked(399, 1000));
    EXPECT_EQ(file("c", 300), "!archive_too_large") << "more than is left";
    EXPECT_EQ(file("d", 0), "d");
    EXPECT_EQ(guard.unpacked(300, 1000).error().key, "archive_too_large");
}

TEST_F(Guarding, KnowsABombByItsRatio)
{
    EXPECT_EQ(file("a", 0), "a");
    EXPECT_TRUE(guard.unpacked(100, 1)) << "little is no bomb";
    EXPECT_TRUE(guard.unpacked(100, 20));
    EXPECT_EQ(guard.unpacked(100, 20).error().key, "archive_too_large");
}

} // namespace
} // namespace furtka
