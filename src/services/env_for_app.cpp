#include "services/env_for_app.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

bool empty_in(const SettingValues& values, const std::string& key)
{
    const auto found = values.find(key);
    return found == values.end() || found->second.empty();
}

SettingValues without_untouched_secrets(const std::vector<Setting>& form, SettingValues given)
{
    for (const auto& setting : form) {
        if (setting.secret() && empty_in(given, setting.name)) given.erase(setting.name);
    }
    return given;
}

/// A path that Compose puts a variable into cannot be judged here.
Result<void> check_paths(
    const std::vector<Setting>& form, const SettingValues& values, Host& host, const std::vector<std::string>& own_folders)
{
    for (const auto& setting : form) {
        if (setting.type != SettingType::path || empty_in(values, setting.name)) continue;
        const auto& value = values.at(setting.name);
        if (holds_variable(value)) continue;
        CHECK(judge_path_setting(setting, value, host.path_facts(value), own_folders));
    }
    return {};
}

bool takes_default(const Setting& setting, const SettingValues& values, const SettingValues& typed, Fill fill)
{
    if (setting.default_value.empty() || typed.contains(setting.name)) return false;
    return fill == Fill::empty || !values.contains(setting.name);
}

Result<SettingValues> filled_in(
    const std::vector<Setting>& form, const SettingValues& values, const SettingValues& typed, Host& host, Fill fill)
{
    SettingValues fresh;
    for (const auto& setting : form) {
        if (!empty_in(values, setting.name)) continue;
        if (takes_default(setting, values, typed, fill)) {
            fresh.emplace(setting.name, setting.default_value);
        } else if (!setting.generate.empty()) {
            TRY(const auto rule, parse_generate_rule(setting.generate));
            fresh.emplace(setting.name, generated_value(rule, host.random_bytes(rule.bytes)));
        }
    }
    return fresh;
}

} // namespace

Result<EnvFile> env_for_app(const std::vector<Setting>& form, EnvFile base, const SettingValues& given, Host& host,
    const std::vector<std::string>& own_folders, Fill fill)
{
    const auto typed = without_untouched_secrets(form, given);
    CHECK(check_settings(form, typed, base.values()));
    auto env = base.with(typed);
    TRY(const auto fresh, filled_in(form, env.values(), typed, host, fill));
    env = env.with(fresh);
    CHECK(check_paths(form, env.values(), host, own_folders));
    return env;
}

Result<void> check_placeholders(const Manifest& manifest, const EnvFile& env)
{
    const auto keys = placeholder_keys(env.values(), manifest.settings);
    if (keys.empty()) return {};
    return fail({.kind = ErrorKind::invalid,
        .key = "placeholder_secret",
        .message = fmt::format("{} of {} is still a placeholder", keys.front(), manifest.name),
        .hint = fmt::format("give {} a value of your own, then try again; what you typed is kept", fmt::join(keys, ", ")),
        .details = {{"setting", keys.front()}}});
}

} // namespace furtka
