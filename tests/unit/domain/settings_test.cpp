#include "domain/settings.hpp"

#include <gtest/gtest.h>

#include <chrono>

using namespace furtka;
using namespace std::string_literals;

namespace {

/// The key of the error, or empty when the answer will do.
std::string judged(const Setting& setting, const std::string& value)
{
    const auto checked = check_settings({setting}, {{setting.name, value}}, {});
    return checked ? "" : checked.error().key;
}

const Setting port{.name = "PORT", .type = SettingType::port};

} // namespace

TEST(SettingTypes, AreTheWordsOfTheManifest)
{
    for (const char* word : {"text", "password", "number", "path", "select", "boolean", "port", "timezone"}) {
        const auto type = setting_type(word);
        ASSERT_TRUE(type.has_value()) << word;
        EXPECT_EQ(to_text(*type), word);
    }
    EXPECT_EQ(setting_type("colour"), std::nullopt);
}

TEST(Settings, AnAnswerThatTheFormDoesNotAskForIsRefused)
{
    const auto checked = check_settings({port, {.name = "USER"}}, {{"PROT", "80"}}, {});

    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error(),
        (Error{.kind = ErrorKind::invalid,
            .key = "setting_unknown",
            .message = "PROT is not a setting of this app",
            .hint = "its settings are: PORT, USER",
            .details = {{"setting", "PROT"}}}));
}

TEST(Settings, ARequiredOneIsAnsweredByTheOwnerTheFileTheDefaultOrTheGenerator)
{
    const Setting user{.name = "USER", .required = true};
    Setting with_default = user;
    with_default.default_value = "bob";
    Setting generated = user;
    generated.generate = "hex:8";

    EXPECT_EQ(check_settings({user}, {}, {}).error().key, "setting_required");
    EXPECT_EQ(check_settings({user}, {{"USER", ""}}, {{"USER", "bob"}}).error().key, "setting_required")
        << "emptied by the owner";
    EXPECT_TRUE(check_settings({user}, {{"USER", "bob"}}, {}).has_value());
    EXPECT_TRUE(check_settings({user}, {}, {{"USER", "bob"}}).has_value());
    EXPECT_TRUE(check_settings({with_default}, {}, {}).has_value());
    EXPECT_TRUE(check_settings({generated}, {}, {}).has_value());
}

TEST(Settings, ValuesOfTheFileAreJudgedTooButNotTheirVariables)
{
    EXPECT_EQ(check_settings({port}, {}, {{"PORT", "eighty"}}).error().key, "setting_type");
    EXPECT_TRUE(check_settings({port}, {}, {{"PORT", "${P:-80}"}}).has_value());
    EXPECT_TRUE(check_settings({port}, {{"PORT", "${P:-80}"}}, {{"PORT", "${P:-80}"}}).has_value())
        << "sent back unchanged by the form";
    EXPECT_EQ(judged(port, "${P:-80}"), "setting_type");
}

TEST(Settings, EachTypeTakesItsValues)
{
    const Setting number{.name = "N", .type = SettingType::number, .min = -1, .max = 10.5};
    for (const char* value : {"0", "-1", "10.5", "3.25"}) EXPECT_EQ(judged(number, value), "") << value;
    for (const char* value : {"a", "1e3", "0x10", "1 ", "+1", "inf", "nan", "1,5", "--1"})
        EXPECT_EQ(judged(number, value), "setting_type") << value;
    for (const char* value : {"-1.01", "11"}) EXPECT_EQ(judged(number, value), "setting_range") << value;

    for (const char* value : {"1", "65535"}) EXPECT_EQ(judged(port, value), "") << value;
    for (const char* value : {"0", "65536", "80.5", "-1", "99999999999"})
        EXPECT_EQ(judged(port, value), "setting_type") << value;

    const Setting flag{.name = "F", .type = SettingType::boolean};
    for (const char* value : {"true", "false"}) EXPECT_EQ(judged(flag, value), "") << value;
    for (const char* value : {"yes", "True", "1"}) EXPECT_EQ(judged(flag, value), "setting_type") << value;

    const Setting choice{.name = "C", .type = SettingType::select, .options = {"a", "b c"}};
    EXPECT_EQ(judged(choice, "b c"), "");
    EXPECT_EQ(judged(choice, "A"), "setting_option");

    const Setting zone{.name = "TZ", .type = SettingType::timezone};
    for (const char* value : {"UTC", "Europe/Berlin", "Etc/GMT+1", "America/Port-au-Prince"})
        EXPECT_EQ(judged(zone, value), "") << value;
    for (const char* value : {"../etc/passwd", "Europe//Berlin", "Europe/", "/UTC", "Mars Base"})
        EXPECT_EQ(judged(zone, value), "setting_type") << value;
}

TEST(Settings, AValueIsOneLineOfAtMost4096Bytes)
{
    const Setting text{.name = "T"};

    EXPECT_EQ(judged(text, std::string(4096, 'x')), "");
    EXPECT_EQ(judged(text, std::string(4097, 'x')), "setting_range");
    for (const auto& value : {"a\nb"s, "a\rb"s, "a\0b"s, "\xff"s}) EXPECT_EQ(judged(text, value), "setting_type");
}

TEST(Settings, ATextOrPasswordIsNeverInAMessage)
{
    const Setting secret{.name = "S", .type = SettingType::password, .pattern = "[0-9]+"};

    const auto checked = check_settings({secret}, {{"S", "hunter2"}}, {});

    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error(),
        (Error{.kind = ErrorKind::invalid,
            .key = "setting_pattern",
            .message = "S does not have the form its app asks for",
            .hint = "it must match [0-9]+",
            .details = {{"setting", "S"}}}));
}

TEST(Patterns, MatchTheWholeValue)
{
    EXPECT_TRUE(matches_pattern("[a-z]{2,4}", "abc"));
    EXPECT_FALSE(matches_pattern("[a-z]{2,4}", "abcde"));
    EXPECT_TRUE(matches_pattern("^(dev|prod)$", "prod"));
}

TEST(Patterns, ThatCouldTakeLongOrAreNoneAreRefused)
{
    for (const char* pattern : {"(", "a{2", "[z-a]", "(a)\\1", "(?=a)b", "(((a{99}){99}){99}){99}",
             "a{99999999999999999999}", "(a)\\99999999999999999999"}) {
        const auto checked = check_pattern(pattern);
        EXPECT_TRUE(!checked && checked.error().key == "manifest_pattern") << pattern;
        EXPECT_FALSE(matches_pattern(pattern, "a")) << pattern;
    }
    EXPECT_FALSE(check_pattern(std::string(257, 'a')).has_value());
}

TEST(Patterns, TakeTimeInProportionToTheValue)
{
    const auto begin = std::chrono::steady_clock::now();

    EXPECT_FALSE(matches_pattern("(a|a)*(a*)*b", std::string(4096, 'a')));

    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5))
        << "a backtracking match would need the age of the world";
}

TEST(Generate, RulesAreHexBase64AndUuid)
{
    using Form = GenerateRule::Form;
    const auto rule = [](std::string_view text) {
        const auto parsed = parse_generate_rule(text);
        return parsed ? std::pair(parsed->form, parsed->bytes) : std::pair(Form::hex, std::size_t(0));
    };

    EXPECT_EQ(rule("hex:32"), std::pair(Form::hex, std::size_t(32)));
    EXPECT_EQ(rule("base64:256"), std::pair(Form::base64, std::size_t(256)));
    EXPECT_EQ(rule("uuid"), std::pair(Form::uuid, std::size_t(16)));
    for (const char* text : {"", "hex", "hex:", "hex:0", "hex:257", "hex:-1", "hex:8 ", "uuid:4", "rot13:8", "HEX:8"}) {
        const auto parsed = parse_generate_rule(text);
        EXPECT_TRUE(!parsed && parsed.error().key == "manifest_generate") << text;
    }
}

TEST(Generate, MakesTheValueOfTheBytes)
{
    using Form = GenerateRule::Form;

    EXPECT_EQ(generated_value({.form = Form::hex, .bytes = 3}, "\x00\xab\xff"s), "00abff");
    EXPECT_EQ(generated_value({.form = Form::base64, .bytes = 4}, "\xfb\xff\xfe\x00"s), "-__-AA");
    EXPECT_EQ(
        generated_value({.form = Form::uuid, .bytes = 16}, std::string(16, '\xff')), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    EXPECT_EQ(
        generated_value({.form = Form::uuid, .bytes = 16}, std::string(16, '\0')), "00000000-0000-4000-8000-000000000000");
}
