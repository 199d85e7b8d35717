#include "domain/settings.hpp"

#include "base/utf8.hpp"
#include "domain/env_file.hpp"
#include "domain/path_rules.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace furtka {
namespace {

constexpr std::size_t longest_value = 4096;
constexpr int highest_port = 65535;

struct TypeWord {
    SettingType type;
    std::string_view word;
};
constexpr std::array<TypeWord, 8> type_words = {{{SettingType::text, "text"}, {SettingType::password, "password"},
    {SettingType::number, "number"}, {SettingType::path, "path"}, {SettingType::select, "select"},
    {SettingType::boolean, "boolean"}, {SettingType::port, "port"}, {SettingType::timezone, "timezone"}}};

auto refuse(const std::string& name, std::string_view key, std::string_view what, std::string hint = {})
{
    return fail({.kind = ErrorKind::invalid,
        .key = std::string(key),
        .message = fmt::format("{} {}", name, what),
        .hint = std::move(hint),
        .details = {{"setting", name}}});
}

/// None: not a decimal number.
std::optional<double> number_value(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
    return value;
}

/// None: not a whole number from 1 to 65535.
std::optional<int> port(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > highest_port) return {};
    return value;
}

/// `UTC`, `Europe/Berlin`, `Etc/GMT+1`: the form of a tz database name; whether it exists is the app's to know.
bool is_timezone(std::string_view text)
{
    constexpr std::size_t longest_name = 64;
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || std::string_view("_+-/").contains(c); };
    return text.size() <= longest_name && letter(text.front()) && std::ranges::all_of(text, fits) && !text.contains("//")
        && !text.ends_with('/');
}

Result<void> check_range(const Setting& setting, double value)
{
    if (setting.min && value < *setting.min)
        return refuse(setting.name, "setting_range", fmt::format("is {}, the least is {}", value, *setting.min));
    if (setting.max && value > *setting.max)
        return refuse(setting.name, "setting_range", fmt::format("is {}, the most is {}", value, *setting.max));
    return {};
}

Result<void> check_characters(const std::string& name, std::string_view value)
{
    if (value.size() > longest_value) {
        return refuse(
            name, "setting_range", fmt::format("has {} bytes, at most {} are allowed", value.size(), longest_value));
    }
    const bool one_line = value.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos;
    if (!one_line || !is_utf8(value))
        return refuse(name, "setting_type", "is not one line of text", "remove line breaks and control characters");
    return {};
}

Result<void> check_type(const Setting& setting, const std::string& value)
{
    switch (setting.type) {
    case SettingType::text:
    case SettingType::password: return {};
    case SettingType::number: {
        const auto found = number_value(value);
        if (!found)
            return refuse(setting.name, "setting_type", "is not a number", "write digits, with a point for fractions");
        return check_range(setting, *found);
    }
    case SettingType::port: {
        const auto found = port(value);
        if (!found) return refuse(setting.name, "setting_type", "is not a port", "write a whole number from 1 to 65535");
        return check_range(setting, *found);
    }
    case SettingType::boolean:
        if (value != "true" && value != "false")
            return refuse(setting.name, "setting_type", "is neither true nor false", "write true or false");
        return {};
    case SettingType::select:
        if (std::ranges::find(setting.options, value) == setting.options.end()) {
            return refuse(setting.name, "setting_option", "is not one of its options",
                fmt::format("choose one of: {}", fmt::join(setting.options, ", ")));
        }
        return {};
    case SettingType::timezone:
        if (!is_timezone(value))
            return refuse(setting.name, "setting_type", "is not a time zone", "write a name such as Europe/Berlin or UTC");
        return {};
    case SettingType::path: return check_path_form(setting, value);
    }
    return {};
}

Result<void> check_value(const Setting& setting, const std::string& value)
{
    CHECK(check_characters(setting.name, value));
    CHECK(check_type(setting, value));
    if (!setting.pattern.empty() && !matches_pattern(setting.pattern, value)) {
        return refuse(setting.name, "setting_pattern", "does not have the form its app asks for",
            fmt::format("it must match {}", setting.pattern));
    }
    return {};
}

const std::string* find(const SettingValues& values, const std::string& key)
{
    const auto found = values.find(key);
    return found == values.end() ? nullptr : &found->second;
}

/// A setting that is generated at install may stay empty until then.
Result<void> check_setting(const Setting& setting, const SettingValues& given, const SettingValues& current)
{
    const auto* const answer = find(given, setting.name);
    const auto* const before = find(current, setting.name);
    const auto& value = answer != nullptr ? *answer : before != nullptr ? *before : setting.default_value;
    if (value.empty()) {
        if (setting.required && setting.generate.empty())
            return refuse(setting.name, "setting_required", "needs a value", setting.description);
        return {};
    }
    const bool kept = before != nullptr && value == *before;
    if (kept && holds_variable(value)) return {};
    return check_value(setting, value);
}

std::string names_of(const std::vector<Setting>& form)
{
    std::vector<std::string_view> names;
    for (const Setting& setting : form) names.push_back(setting.name);
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::string_view to_text(SettingType type)
{
    const auto* const found = std::ranges::find(type_words, type, &TypeWord::type);
    return found == type_words.end() ? "text" : found->word;
}

std::optional<SettingType> setting_type(std::string_view text)
{
    const auto* const found = std::ranges::find(type_words, text, &TypeWord::word);
    if (found == type_words.end()) return {};
    return found->type;
}

Result<void> check_settings(const std::vector<Setting>& form, const SettingValues& given, const SettingValues& current)
{
    for (const auto& [key, value] : given) {
        const bool asked = std::ranges::find(form, key, &Setting::name) != form.end();
        if (!asked)
            return refuse(shown(key), "setting_unknown", "is not a setting of this app",
                fmt::format("its settings are: {}", names_of(form)));
    }
    for (const Setting& setting : form) CHECK(check_setting(setting, given, current));
    return {};
}

} // namespace furtka
