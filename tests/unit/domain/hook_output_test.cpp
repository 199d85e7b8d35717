#include "domain/hook_output.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

std::string key_of(std::string_view text)
{
    const auto parsed = parse_hook_output(text);
    return parsed ? "" : parsed.error().key;
}

TEST(HookOutput, TakesKeyValueLines)
{
    EXPECT_EQ(parse_hook_output("USER=bridge\nPASSWORD=a=b c\n").value(),
        (SettingValues{{"USER", "bridge"}, {"PASSWORD", "a=b c"}}));
}

TEST(HookOutput, TakesJsonLines)
{
    EXPECT_EQ(parse_hook_output(R"(FURTKA_JSON: {"HOST": "broker", "PORT": 1883, "TLS": true})").value(),
        (SettingValues{{"HOST", "broker"}, {"PORT", "1883"}, {"TLS", "true"}}));
}

TEST(HookOutput, LetsTheLaterLineWin)
{
    EXPECT_EQ(parse_hook_output("A=1\nFURTKA_JSON:{\"A\":\"2\"}\n").value().at("A"), "2");
    EXPECT_EQ(parse_hook_output("FURTKA_JSON:{\"A\":\"2\"}\nA=1\n").value().at("A"), "1");
}

TEST(HookOutput, TakesOtherLinesForTalk)
{
    EXPECT_EQ(parse_hook_output("creating user\npath = x\n2=two\nexport A=1\n=\n\n").value(), SettingValues{});
}

TEST(HookOutput, UnderstandsWindowsLineEnds)
{
    EXPECT_EQ(parse_hook_output("A=1\r\nB=2").value(), (SettingValues{{"A", "1"}, {"B", "2"}}));
}

TEST(HookOutput, KeepsLineBreaksOfJsonValues)
{
    EXPECT_EQ(parse_hook_output(R"(FURTKA_JSON: {"KEY": "a\nb"})").value().at("KEY"), "a\nb");
}

TEST(HookOutput, RefusesJsonThatIsNoFlatObject)
{
    for (const auto* text : {"FURTKA_JSON:", "FURTKA_JSON: [1]", "FURTKA_JSON: {\"A\": {}}", "FURTKA_JSON: {\"A\": null}",
             "FURTKA_JSON: {\"A\": \"x\"", "FURTKA_JSON: {\"a-b\": \"x\"}"}) {
        EXPECT_EQ(key_of(text), "hook_output") << text;
    }
}

TEST(HookOutput, ShowsNoValueInAnError)
{
    const auto refused = parse_hook_output(R"(FURTKA_JSON: {"PASSWORD": "s3cr3t")");
    EXPECT_EQ(refused.error().message.find("s3cr3t"), std::string::npos);
}

TEST(HookOutput, RefusesWhatAnEnvCannotHold)
{
    EXPECT_EQ(key_of(R"(FURTKA_JSON: {"A": "\u0000"})"), "hook_output");
    EXPECT_EQ(key_of("A=\xff"), "hook_output");
}

TEST(HookOutput, HasLimits)
{
    EXPECT_EQ(key_of("A=" + std::string(4096, 'x')), "");
    EXPECT_EQ(key_of("A=" + std::string(4097, 'x')), "hook_output");
    std::string many;
    for (int i = 0; i < 101; ++i) many += "K" + std::to_string(i) + "=1\n";
    EXPECT_EQ(key_of(many), "hook_output");
}

} // namespace
} // namespace furtka
