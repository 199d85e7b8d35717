#include "domain/manifest_settings.hpp"

#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

bool is_setting_name(std::string_view text)
{
    const auto may_start = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto may_follow = [&](char c) { return may_start(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && may_start(text.front()) && std::ranges::all_of(text, may_follow);
}

Error at_member(Error error, std::string path)
{
    error.message = fmt::format("manifest.json, {}: {}", path, error.message);
    error.details.emplace_back("member", std::move(path));
    return error;
}

Result<SettingType> read_type(Members& in)
{
    TRY(const auto word, in.text("type", Need::optional));
    if (word.empty()) return SettingType::text;
    const auto type = setting_type(word);
    if (!type) {
        return in.refuse("type", fmt::format("'{}' is not a type of setting", shown(word)),
            "use text, password, number, path, select, boolean, port or timezone");
    }
    return *type;
}

/// What restricts the value: each part is checked here, so that a form that is read can be used.
Result<void> read_limits(Members& in, Setting& setting)
{
    TRY(setting.generate, in.text("generate", Need::optional));
    if (!setting.generate.empty()) {
        if (auto rule = parse_generate_rule(setting.generate); !rule)
            return fail(at_member(rule.error(), in.path_of("generate")));
    }
    TRY(setting.pattern, in.text("pattern", Need::optional));
    if (!setting.pattern.empty()) {
        if (auto good = check_pattern(setting.pattern); !good) return fail(at_member(good.error(), in.path_of("pattern")));
    }
    TRY(setting.min, in.number("min"));
    TRY(setting.max, in.number("max"));
    if (setting.min && setting.max && *setting.min > *setting.max) return in.refuse("min", "is above max");
    TRY(setting.options, in.texts("options", Need::optional));
    if (setting.type == SettingType::select && setting.options.empty())
        return in.refuse("options", "is missing; a select needs at least one");
    return {};
}

Result<Setting> read_setting(Members& in)
{
    Setting setting;
    TRY(setting.name, in.text("name", Need::required));
    if (!is_setting_name(setting.name)) {
        return in.refuse("name", fmt::format("'{}' is not a setting name", shown(setting.name)),
            "use capital letters, digits and _, such as DB_PASSWORD");
    }
    TRY(setting.label, in.text("label", Need::optional));
    if (setting.label.empty()) setting.label = setting.name;
    TRY(setting.description, in.text("description", Need::optional));
    TRY(setting.type, read_type(in));
    TRY(setting.required, in.flag("required"));
    TRY(setting.default_value, in.scalar("default"));
    CHECK(read_limits(in, setting));
    in.note_unknown();
    return setting;
}

} // namespace

Result<std::vector<Setting>> read_settings(Members& manifest)
{
    TRY(auto objects, manifest.objects("settings"));
    std::vector<Setting> settings;
    for (Members& in : objects) {
        TRY(auto setting, read_setting(in));
        if (std::ranges::find(settings, setting.name, &Setting::name) != settings.end()) {
            return in.refuse("name", fmt::format("{} is there twice", setting.name), "give every setting a name of its own");
        }
        settings.push_back(std::move(setting));
    }
    return settings;
}

} // namespace furtka
