// What an app asks of the server, beside what its manifest says it asks.
#include "domain/env_file.hpp"
#include "domain/lint/lint.hpp"
#include "domain/permissions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::lint {
namespace {

/// `device:web:{STICK}` with what the setting has.
std::string with_values(std::string id, const SettingValues& values)
{
    for (const auto& [name, value] : values) {
        const auto place = "{" + name + "}";
        for (auto at = id.find(place); at != std::string::npos; at = id.find(place, at + value.size()))
            id.replace(at, place.size(), value);
    }
    return id;
}

} // namespace

void lint_permissions(LintedApp& app, const ComposeModel& model, const std::string& env)
{
    auto marks = permission_marks(model, {.app_folder = "/var/lib/furtka/apps/" + app.name});
    std::erase_if(marks, [](const PermissionMark& mark) { return mark.severity == MarkSeverity::plain; });
    for (const auto& mark : marks) {
        app.findings.push_back({Level::note, "permission",
            fmt::format("{}: {} ({}, {})", mark.service, mark.sentence, to_text(mark.severity), mark.id), ""});
    }
    if (!app.permissions) return;

    const auto parsed = EnvFile::parse(env);
    const auto values = parsed ? parsed->values() : SettingValues();
    std::vector<std::string> declared;
    for (const auto& id : *app.permissions) declared.push_back(with_values(id, values));
    for (const auto& mark : marks) {
        if (std::ranges::find(declared, mark.id) != declared.end()) continue;
        app.findings.push_back({Level::error, "permission_undeclared", fmt::format("permissions does not name {}", mark.id),
            "declare it, or do without it"});
    }
    for (const auto& id : declared) {
        if (std::ranges::find(marks, id, &PermissionMark::id) != marks.end()) continue;
        app.findings.push_back({Level::error, "permission_not_asked",
            fmt::format("permissions names {}, which the app does not ask for", id), "leave it out"});
    }
}

} // namespace furtka::lint
