#include "domain/lint/lint_manifest.hpp"

#include "domain/env_file.hpp"
#include "domain/icon.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::lint {
namespace {

void look_at_icon(LintedApp& app, const LintInput& input, const std::string& icon)
{
    const auto file = input.files.find(icon);
    if (icon.empty() || file == input.files.end()) {
        app.findings.push_back({Level::warning, "icon_missing",
            icon.empty() ? "no icon is named" : fmt::format("the icon {} is not there", icon), "a generic one is shown"});
        return;
    }
    if (const auto good = check_icon(file->second); !good)
        app.findings.push_back({Level::error, "icon_refused", good.error().message, good.error().hint});
}

/// A default that the setting's own rules refuse, and secrets that nobody chose.
void look_at_defaults(LintedApp& app, const LintInput& input, const Manifest& manifest)
{
    SettingValues defaults;
    for (const auto& setting : manifest.settings) {
        if (!setting.default_value.empty()) defaults[setting.name] = setting.default_value;
        if (setting.secret() && !setting.default_value.empty() && !setting.generate.empty())
            app.findings.push_back({Level::warning, "secret_default",
                fmt::format("{} has a default, so that none is generated", setting.name), "leave the default out"});
    }
    for (const auto& [name, value] : defaults) {
        const auto good = check_settings(manifest.settings, {{name, value}}, defaults);
        if (!good && good.error().key != "setting_required")
            app.findings.push_back({Level::error, "setting_default",
                fmt::format("the default of {} is refused: {}", name, good.error().message), ""});
    }
    const auto example = input.files.find(".env.example");
    if (example != input.files.end()) {
        const auto env = EnvFile::parse(example->second);
        if (!env) {
            app.findings.push_back({Level::error, "env_example", fmt::format(".env.example: {}", env.error().message), ""});
        } else {
            for (const auto& [name, value] : env->values()) defaults[name] = value;
        }
    }
    for (const auto& key : placeholder_keys(defaults, manifest.settings))
        app.findings.push_back(
            {Level::error, "placeholder_secret", fmt::format("{} is a placeholder: the installation would be refused", key),
                "leave it empty, or let it be generated"});
}

void look_at_open_url(LintedApp& app, const Manifest& manifest)
{
    const auto& url = manifest.open_url;
    for (auto at = url.find('{'); at != std::string::npos; at = url.find('{', at + 1)) {
        const auto end = url.find('}', at);
        const auto name = url.substr(at + 1, end == std::string::npos ? end : end - at - 1);
        const bool known =
            name == "host" || std::ranges::find(manifest.settings, name, &Setting::name) != manifest.settings.end();
        if (!known)
            app.findings.push_back({Level::error, "open_url",
                fmt::format("open_url names {{{}}}, which is no setting", name), "write {host}, or the name of a setting"});
    }
}

void look_at_architectures(LintedApp& app, const Manifest& manifest)
{
    constexpr std::array<std::string_view, 8> known{
        "amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64", "mips64le"};
    for (const auto& word : manifest.architectures) {
        if (std::ranges::find(known, word) != known.end()) continue;
        app.findings.push_back({Level::warning, "architecture_unknown",
            fmt::format("no machine calls its architecture {}", word), "write amd64, arm64 or arm"});
    }
}

/// Of a manifest that could be read.
std::optional<std::vector<std::string>> declared_permissions(std::string_view text)
{
    const auto root = boost::json::parse(text);
    const auto* const list = root.get_object().if_contains("permissions");
    if (list == nullptr || !list->is_array()) return std::nullopt;
    std::vector<std::string> ids;
    for (const auto& item : list->get_array()) {
        if (const auto* const id = item.if_string()) ids.emplace_back(id->data(), id->size());
    }
    return ids;
}

} // namespace

void lint_manifest(LintedApp& app, const LintInput& input, std::string_view text)
{
    auto manifest = parse_manifest(text, ManifestRule::install);
    if (!manifest) {
        app.findings.push_back({Level::error, manifest.error().key, manifest.error().message, manifest.error().hint});
        return;
    }
    app.name = manifest->name;
    if (!input.folder.empty() && manifest->name != input.folder)
        app.findings.push_back(
            {Level::error, "folder_name", fmt::format("the folder {} holds an app named {}", input.folder, manifest->name),
                fmt::format("name the folder {}", manifest->name)});
    for (const auto& notice : manifest->notices)
        app.findings.push_back({Level::warning, "manifest_notice", fmt::format("manifest.json: {}", notice), ""});
    look_at_icon(app, input, manifest->icon);
    look_at_defaults(app, input, *manifest);
    look_at_open_url(app, *manifest);
    look_at_architectures(app, *manifest);
    app.permissions = declared_permissions(text);
    app.manifest = *std::move(manifest);
}

} // namespace furtka::lint
