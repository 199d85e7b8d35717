// YAML as a tree: what readers of other kinds get wrong, and what must not take the program down.
#include "domain/import/yaml_read.hpp"
#include "domain/import/yaml_write.hpp"

#include <gtest/gtest.h>

namespace furtka::imports {
namespace {

Node tree(std::string_view text)
{
    auto document = parse_yaml(text);
    EXPECT_TRUE(document) << (document ? "" : document.error().message);
    return document ? std::move(document->root) : Node{};
}

std::string key_of(std::string_view text)
{
    const auto document = parse_yaml(text);
    return document ? "" : document.error().key;
}

TEST(YamlTree, KeepsScalarsAsTheyAreWritten)
{
    const auto root =
        tree("ports: [22222:22]\nrestart: no\nmode: 0755\non: yes\nversion: 1.10\nempty:\nword: ~\nquoted: '~'\n");
    EXPECT_EQ(root.texts_of("ports"), std::vector<std::string>{"22222:22"});
    EXPECT_EQ(root.text_of("restart"), "no");
    EXPECT_EQ(root.text_of("mode"), "0755");
    EXPECT_EQ(root.text_of("on"), "yes");
    EXPECT_EQ(root.text_of("version"), "1.10");
    EXPECT_TRUE(root.find("empty")->is_null());
    EXPECT_TRUE(root.find("word")->is_null());
    EXPECT_EQ(root.text_of("quoted"), "~");
}

TEST(YamlTree, ResolvesAnchorsAndMergeKeys)
{
    const auto good =
        tree("x-a: &a {restart: always, image: a}\nx-b: &b {restart: never, user: b}\nweb:\n  <<: [*a, *b]\n  image: own\n");
    const auto* web = good.find("web");
    EXPECT_EQ(web->text_of("image"), "own");
    EXPECT_EQ(web->text_of("restart"), "always");
    EXPECT_EQ(web->text_of("user"), "b");
}

TEST(YamlTree, ReadsWindowsLineEnds)
{
    const auto root = tree("a: 1\r\nb:\r\n  - x\r\ntext: |\r\n  one\r\n  two\r\n");
    EXPECT_EQ(root.text_of("a"), "1");
    EXPECT_EQ(root.texts_of("b"), std::vector<std::string>{"x"});
    EXPECT_EQ(root.text_of("text"), "one\ntwo\n");
}

TEST(YamlTree, TellsOfMembersThatAreThereTwice)
{
    const auto document = parse_yaml("services:\n  web: {image: a, image: b}\n");
    ASSERT_TRUE(document);
    EXPECT_EQ(document->doubled, std::vector<std::string>{"services.web.image"});
    EXPECT_EQ(document->root.find("services")->find("web")->text_of("image"), "b");
}

TEST(YamlTree, SaysWhereATextIsWrong)
{
    const auto document = parse_yaml("a: 1\nb: [\n");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().key, "yaml_syntax");
    EXPECT_EQ(document.error().details.front().first, "line");
    EXPECT_EQ(key_of("a: *nowhere\n"), "yaml_syntax");
    EXPECT_EQ(key_of("? [a, b]\n: c\n"), "yaml_syntax");
    EXPECT_EQ(key_of("a: 1\n---\nb: 2\n"), "yaml_syntax");
    EXPECT_EQ(key_of("a: \xff\n"), "yaml_syntax");
}

TEST(YamlTree, StopsAtABombOfAliases)
{
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "*a" : ", *a") + std::to_string(i - 1);
        bomb += "]\n";
    }
    EXPECT_EQ(key_of(bomb), "yaml_limits");
    EXPECT_EQ(key_of(std::string(5000, '[')), "yaml_limits");
    EXPECT_EQ(key_of("a: &a [*a]\n"), "yaml_syntax");
}

TEST(YamlTree, IsWrittenSoThatItReadsTheSame)
{
    const auto root = tree(
        "a: 22222:22\nb: no\nc: true\nd: 80\ne: \"x\\ty\"\nf: |\n  one\n\n  two\ng: []\nh: {}\n"
        "i:\n  - type: bind\n    source: /a\n  - plain\n  - [1, 2]\n'key with: colon': ' lead'\nj:\nk: 'tail\n\n  x'\n");
    const auto again = tree(to_yaml(root));
    EXPECT_TRUE(root.same(again)) << to_yaml(root);
    EXPECT_TRUE(to_yaml(root).contains("a: \"22222:22\"")) << to_yaml(root);
    EXPECT_TRUE(to_yaml(root).contains("b: \"no\"")) << to_yaml(root);
    EXPECT_TRUE(to_yaml(root).contains("c: true")) << to_yaml(root);
}

TEST(YamlWrite, LineEndsOfUnicodeControlCharactersAndLongKeysSurvive)
{
    for (const std::string odd : {"a\u2028b", "a\u2029b", "a\u0085b", "a\u0080b", "\ufeffb",
             "a\x7f"
             "b",
             "a\rb", "a\n\u2028b"}) {
        const auto root =
            Node::map({{"plain", Node::scalar(odd)}, {odd, Node::list({Node::bare("1"), Node::map({{odd, {}}})})}});
        EXPECT_TRUE(root.same(tree(to_yaml(root)))) << to_yaml(root);
    }
    const auto root = Node::map({{std::string(3'000, 'k'), Node::map({{std::string(3'000, '"'), Node::scalar("v")}})}});
    EXPECT_TRUE(root.same(tree(to_yaml(root))));
}

TEST(YamlWrite, ComposesTagsStandBeforeTheirValues)
{
    auto list = Node::list({Node::scalar("80:80")});
    list.tag = "!override";
    auto nothing = Node{.tag = "!reset"};
    EXPECT_EQ(to_yaml(Node::map({{"ports", list}, {"volumes", nothing}})),
        "ports: !override\n- \"80:80\"\nvolumes: !reset null\n");
}

} // namespace
} // namespace furtka::imports
