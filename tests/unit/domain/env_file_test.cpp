#include "domain/env_file.hpp"

#include <gtest/gtest.h>

#include <array>

using namespace furtka;
using namespace std::string_literals;

namespace {

EnvFile env(std::string text)
{
    auto file = EnvFile::parse(std::move(text));
    EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message);
    return file.value_or(EnvFile{});
}

SettingValues values(std::string text) { return env(std::move(text)).values(); }

Error error(std::string text)
{
    auto file = EnvFile::parse(std::move(text));
    EXPECT_FALSE(file.has_value());
    return file ? Error{} : file.error();
}

struct Reading {
    std::string text;
    SettingValues values;
};

} // namespace

/// Every line was given to Compose 2.26.1, which read the same.
TEST(EnvFileReading, IsWhatComposeReads)
{
    const std::array<Reading, 38> readings = {{
        {"A=1\n", {{"A", "1"}}},
        {" A =  1  \n", {{"A", "1"}}},
        {"A: v\nB:w\n", {{"A", "v"}, {"B", "w"}}},
        {"export A=1\n", {{"A", "1"}}},
        {"export\tA=1\n", {{"A", "1"}}},
        {"exportA=1\n", {{"exportA", "1"}}},
        {"\xef\xbb\xbf"
         "A=1\n",
            {{"A", "1"}}},
        {"# A=0\n  # B=0\nA=1\n", {{"A", "1"}}},
        {"A=x #c\n", {{"A", "x"}}},
        {"A=x#c\n", {{"A", "x#c"}}},
        {"A=x\t#c\n", {{"A", "x\t#c"}}},
        {"A= # c\n", {{"A", "# c"}}},
        {"A=b c\n", {{"A", "b c"}}},
        {"A=a\"b\"\n", {{"A", "a\"b\""}}},
        {"A=x\\ny\n", {{"A", "x\\ny"}}},
        {"A=x\xc2\xa0\n", {{"A", "x"}}},
        {"A=\xc3\xa9\n", {{"A", "\xc3\xa9"}}},
        {"A=\n\nB=2\n", {{"A", ""}, {"B", "2"}}},
        {"A=1\nA=2\n", {{"A", "2"}}},
        {"A-B=1\n", {{"A-B", "1"}}},
        {"A\nB=2\n", {{"B", "2"}}},
        {"A='it\\'s'\n", {{"A", "it's"}}},
        {"A='a\\b\\\\c'\n", {{"A", "a\\b\\\\c"}}},
        {"A='x\ny'\nB=2\n", {{"A", "x\ny"}, {"B", "2"}}},
        {"A='$B'\n", {{"A", "$B"}}},
        {"A=\"say \\\"hi\\\"\"\n", {{"A", "say \"hi\""}}},
        {"A=\"\\\\\\\"x\"\n", {{"A", "\\\"x"}}},
        {"A=\"abc\\\\\"\nB=1\n", {{"A", "abc\\"}, {"B", "1"}}},
        {"A=\"\\n\\t\\r\"", {{"A", "\n\t\r"}}},
        {"A=\"\\01 \\0 \\0999 \\0777 \\0377 \\c \\x \\a\"\n", {{"A", "\\1 \\ \\999 \\777 \xc3\xbf \\c \\x \a"}}},
        {"A=\"x\" # c\nB=2\n", {{"A", "x"}, {"B", "2"}}},
        {"A=\"x\" B=2\n", {{"A", "x"}, {"B", "2"}}},
        {"A=\"x\"y\nB=2\n", {{"A", "x"}, {"B", "2"}}},
        {"A=\"a\\$b$$c\"\n", {{"A", "a$b$c"}}},
        {"A=a$$b\n", {{"A", "a$b"}}},
        {"A=a$\n", {{"A", "a$"}}},
        {"A=a$1b\n", {{"A", "a$1b"}}},
        {"A=1\r\nB=\"x\r\ny\"\r\nC=3\r\n", {{"A", "1"}, {"B", "x\r\ny"}, {"C", "3"}}},
    }};
    for (const auto& [text, expected] : readings) EXPECT_EQ(values(text), expected) << text;
}

TEST(EnvFileReading, LeavesVariablesToCompose)
{
    EXPECT_EQ(values("A=${B:-c}\nD=\"$E/${F}\"\n"), (SettingValues{{"A", "${B:-c}"}, {"D", "$E/${F}"}}));
    EXPECT_TRUE(holds_variable("${B:-c}"));
    EXPECT_TRUE(holds_variable("x$E"));
    EXPECT_FALSE(holds_variable("$$E $1 $"));
}

TEST(EnvFileReading, TellsTheLineOfAQuoteThatIsNeverClosed)
{
    const auto found = error("# one\nA=1\nDB_PASSWORD='s3cret\nmore\n");

    EXPECT_EQ(found.kind, ErrorKind::invalid);
    EXPECT_EQ(found.key, "env_syntax");
    EXPECT_EQ(found.message, ".env, line 3: the quote that starts the value of DB_PASSWORD is never closed");
    EXPECT_EQ(found.details, (std::vector<std::pair<std::string, std::string>>{{"line", "3"}}));
}

TEST(EnvFileReading, NeverShowsAValueInAnError)
{
    for (const char* text : {"K=\"s3cret\n", "K=s3cret\ns3cret+/x=\n", "K=${s3cret\n", "K=1\ns3cret", "=s3cret\n",
             "s3 cret=1\n", "s3cret\"=1\n", "K=\"s3cret\\0000\"\n"}) {
        const auto found = error(text);
        EXPECT_EQ(found.message.find("s3"), std::string::npos) << found.message;
        EXPECT_EQ(found.hint.find("s3"), std::string::npos) << found.hint;
    }
}

TEST(EnvFileReading, RefusesWhatComposeRefuses)
{
    EXPECT_EQ(error("A B=1\n").message, ".env, line 1: a key with a space in it");
    EXPECT_EQ(error("A=1\n\nA\"=1\n").message, ".env, line 3: a character that no key may have");
    EXPECT_EQ(error("=x\n").message, ".env, line 1: a value without a key");
    EXPECT_EQ(error("A=1\nB").message, ".env, line 2: the last line is no KEY=value and has no line end");
    EXPECT_EQ(error("A=${B\n").message, ".env, line 1: a ${ in the value of A is never closed");
}

TEST(EnvFileReading, RefusesWhatIsNotText)
{
    EXPECT_EQ(error("A=x\0y\n"s).key, "env_encoding");
    EXPECT_EQ(error("A=\"\\0000\"\n").key, "env_encoding");
    EXPECT_EQ(error("A=\xff\n").key, "env_encoding");
}

TEST(EnvFileReading, RefusesAMegabyte)
{
    const auto found = error(std::string(1024 * 1024, 'x'));

    EXPECT_EQ(found.key, "env_too_large");
    EXPECT_EQ(found.message, ".env has 1048576 bytes, at most 262144 are read");
}

TEST(EnvFileWriting, KeepsEveryByteThatIsNotAsked)
{
    const auto before =
        env("# top\r\nexport A='old'  # why\r\n\r\nB: old #c\r\nC=${D:-e}\r\nUNKNOWN = \"x\ny\" Z=1\r\nBARE\r\n");

    const auto after = before.with({{"A", "new"}, {"B", "two words"}, {"N", "1"}});

    EXPECT_EQ(after.text(),
        "# top\r\nexport A='new'  # why\r\n\r\nB: 'two words' #c\r\nC=${D:-e}\r\nUNKNOWN = \"x\ny\" Z=1\r\nBARE\r\nN=1\r\n");
}

TEST(EnvFileWriting, LeavesAValueThatAlreadyReadsSo)
{
    const auto before = env("A=\"1\"\nB=${C:-d}\nE=a$$b\n");

    EXPECT_EQ(before.with(before.values()), before);
    EXPECT_EQ(before.with({}), before);
}

TEST(EnvFileWriting, ReplacesTheAssignmentThatCounts)
{
    EXPECT_EQ(env("A=1\nB=2\nA=3\n").with({{"A", "4"}}).text(), "A=1\nB=2\nA=4\n");
}

TEST(EnvFileWriting, EndsTheLastLineBeforeItAppends)
{
    EXPECT_EQ(env("A=1").with({{"B", "2"}}).text(), "A=1\nB=2\n");
    EXPECT_EQ(env("A=").with({{"A", "1"}, {"B", "2"}}).text(), "A='1'\nB=2\n");
    EXPECT_EQ(env("A=1\r\n# end").with({{"B", "2"}}).text(), "A=1\r\n# end\r\nB=2\r\n");
    EXPECT_EQ(EnvFile().with({{"B", "2"}}).text(), "B=2\n");
}

TEST(EnvFileWriting, KeepsApartFromWhatFollowsOnTheLine)
{
    EXPECT_EQ(env("A=\"x\" B=2\n").with({{"A", "1"}}).text(), "A='1' B=2\n");
    EXPECT_EQ(env("A=x #c\n").with({{"A", ""}}).text(), "A='' #c\n");
}

TEST(EnvFileWriting, LeavesOutWhatNoFileCanHold)
{
    EXPECT_EQ(
        EnvFile().with({{"A", "x\0y"s}, {"B", "\xff"}, {"C\nD", "1"}, {"", "1"}, {"E=F", "1"}, {"G", "1"}}).text(), "G=1\n");
}

struct Writing {
    std::string value;
    std::string text;
};

/// Every text was given to Compose 2.26.1, which read back the value.
TEST(EnvFileWriting, WritesWhatComposeReadsBack)
{
    const std::array<Writing, 22> writings = {{
        {"", ""},
        {"plain-1.0/x:y@z%+,=", "plain-1.0/x:y@z%+,="},
        {"two words", "'two words'"},
        {" lead and trail ", "' lead and trail '"},
        {"#c", "'#c'"},
        {"a #c", "'a #c'"},
        {"$A ${B} $$", "'$A ${B} $$'"},
        {"say \"hi\"", "'say \"hi\"'"},
        {"it's", "\"it's\""},
        {"it's $5", "\"it's \\$5\""},
        {"'\"", "\"'\\\"\""},
        {"C:\\dir", "'C:\\dir'"},
        {"C:\\dir\\", "\"C:\\\\dir\\0134\""},
        {"\\", "\"\\0134\""},
        {"\\\\", "\"\\\\\\0134\""},
        {"'\\\"", "\"'\\\\\\\"\""},
        {"\\n", "'\\n'"},
        {"x\ny\r\tz", "\"x\\ny\\r\\tz\""},
        {"\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80", "'\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80'"},
        {"\xc2\xa0", "'\xc2\xa0'"},
        {"`cmd` $(cmd)", "'`cmd` $(cmd)'"},
        {"\x01'", "\"\x01'\""},
    }};
    for (const auto& [value, text] : writings) {
        const auto file = EnvFile().with({{"A", value}});
        EXPECT_EQ(file.text(), "A=" + text + "\n");
        EXPECT_EQ(values(file.text()), (SettingValues{{"A", value}}));
        EXPECT_EQ(file.values(), (SettingValues{{"A", value}}));
    }
}
