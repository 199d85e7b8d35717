#include "domain/lint/lint.hpp"

#include "domain/compose_files.hpp"
#include "domain/env_file.hpp"
#include "domain/import/merge.hpp"
#include "domain/import/yaml_read.hpp"
#include "domain/lint/lint_compose.hpp"
#include "domain/lint/lint_manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace furtka::lint {
namespace {

std::vector<std::string> those_there(const LintInput& input, const auto& names)
{
    std::vector<std::string> there;
    for (const auto* name : names) {
        if (input.files.contains(name)) there.emplace_back(name);
    }
    return there;
}

std::optional<imports::Node> read_tree(LintedApp& app, const LintInput& input, const std::string& name)
{
    auto document = imports::parse_yaml(input.files.at(name));
    if (!document) {
        app.findings.push_back(
            {Level::error, "compose_unreadable", fmt::format("{}: {}", name, document.error().message), ""});
        return std::nullopt;
    }
    for (const auto& path : document->doubled) {
        app.findings.push_back({Level::error, "compose_unreadable", fmt::format("{}: {} is there twice", name, path),
            "Compose refuses the file: keep one of them"});
    }
    if (!document->root.is_map()) {
        app.findings.push_back({Level::error, "compose_unreadable", fmt::format("{} is no map", name), ""});
        return std::nullopt;
    }
    return std::move(document->root);
}

void look_at_compose(LintedApp& app, const LintInput& input)
{
    const auto files = those_there(input, compose_file_names);
    if (files.empty()) {
        app.findings.push_back({Level::error, "compose_file_missing", "there is no docker-compose.yaml", ""});
        return;
    }
    if (files.size() > 1) {
        app.findings.push_back({Level::error, "compose_file_ambiguous",
            fmt::format("there are both {} and {}", files[0], files[1]), "keep one of them"});
        return;
    }
    app.compose_file = files.front();
    const auto base = read_tree(app, input, app.compose_file);
    if (!base) return;
    imports::Node model = *base;
    const auto overrides = those_there(input, compose_override_names);
    if (overrides.size() > 1)
        app.findings.push_back({Level::error, "compose_file_ambiguous",
            fmt::format("there are both {} and {}", overrides[0], overrides[1]), "keep one of them"});
    if (!overrides.empty()) {
        app.override_file = overrides.front();
        const auto more = read_tree(app, input, app.override_file);
        if (!more) return;
        model = imports::merged(*base, *more);
    }
    lint_compose(app,
        {.author = *base,
            .model = model,
            .env_example = input.files.contains(".env.example") ? input.files.at(".env.example") : std::string()});
}

std::string sample_of(const Setting& setting)
{
    switch (setting.type) {
    case SettingType::number: return fmt::format("{}", setting.min.value_or(1));
    case SettingType::port: return "18080";
    case SettingType::path: return "/srv";
    case SettingType::boolean: return "true";
    case SettingType::timezone: return "Etc/UTC";
    case SettingType::select: return setting.options.empty() ? "sample" : setting.options.front();
    case SettingType::text:
    case SettingType::password: break;
    }
    return "sample";
}

} // namespace

std::string_view to_text(Level level)
{
    switch (level) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::note: return "note";
    }
    return "";
}

LintedApp lint_app(const LintInput& input)
{
    LintedApp app{.name = input.folder};
    const auto text = input.files.find("manifest.json");
    if (text == input.files.end()) {
        app.findings.push_back({Level::error, "manifest_missing", "there is no manifest.json", ""});
    } else {
        lint_manifest(app, input, text->second);
    }
    look_at_compose(app, input);
    std::ranges::sort(
        app.findings, {}, [](const Finding& finding) { return std::tie(finding.level, finding.key, finding.message); });
    return app;
}

void lint_catalog(std::vector<LintedApp>& apps)
{
    struct Holder {
        std::string app;
        bool movable = false;
    };
    std::map<int, Holder> ports;
    std::map<std::string, int> names;
    for (auto& app : apps) {
        if (++names[app.name] == 2)
            app.findings.push_back({Level::error, "name_twice", fmt::format("another app is called {} too", app.name),
                "give every app a name of its own"});
        const auto claim = [&](int port, bool movable) {
            const auto [holder, first] = ports.try_emplace(port, Holder{app.name, movable});
            if (first || holder->second.app == app.name) return;
            const bool could_move = movable || holder->second.movable;
            app.findings.push_back({could_move ? Level::error : Level::warning, "port_twice",
                fmt::format("port {} is published by {} too", port, holder->second.app),
                could_move ? "give the setting of the port another default"
                           : "only one of them can run, unless the number becomes a setting"});
        };
        for (const int port : app.fixed_ports) claim(port, false);
        for (const int port : app.movable_ports) claim(port, true);
    }
}

std::string sample_env(const Manifest& manifest, const std::string& env_example)
{
    const auto base = EnvFile::parse(env_example);
    EnvFile env = base ? *base : EnvFile();
    const auto known = env.values();
    SettingValues values;
    for (const auto& setting : manifest.settings) {
        const auto told = known.find(setting.name);
        if (told != known.end() && !told->second.empty()) continue;
        if (!setting.default_value.empty()) {
            values[setting.name] = setting.default_value;
        } else if (!setting.generate.empty()) {
            values[setting.name] = "0123456789abcdef0123456789abcdef";
        } else if (setting.required) {
            values[setting.name] = sample_of(setting);
        }
    }
    return env.with(values).text();
}

} // namespace furtka::lint
