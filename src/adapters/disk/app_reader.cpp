#include "adapters/disk/app_reader.hpp"

#include "adapters/disk/app_state_file.hpp"
#include "adapters/disk/files.hpp"
#include "base/log.hpp"
#include "domain/compose_files.hpp"
#include "domain/icon.hpp"
#include "domain/policy_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace furtka {
namespace {

Error told(const ReadRule& rule, std::string key, std::string message, std::string hint)
{
    return {.kind = rule.kind, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)};
}

Error unusable(const ReadRule& rule, const std::filesystem::path& path, const std::string& name, const TextRead& read)
{
    const auto file = (path / name).string();
    switch (read.kind) {
    case TextRead::Kind::outside:
        return told(rule, "folder_symlink",
            fmt::format("{} is a symbolic link that leads out of the app's folder or nowhere", file),
            "put the file itself in the folder");
    case TextRead::Kind::not_a_file:
        return told(
            rule, "folder_file", fmt::format("{} is not a regular file", file), "put a file of that name in the folder");
    default:
        return told(rule, "folder_file", fmt::format("{} cannot be read: {}", file, std::strerror(read.number)),
            "see that Furtka may read the file");
    }
}

/// The text of a file, empty when it is absent.
Result<std::string> optional_text(
    int folder, const std::filesystem::path& path, const std::string& name, std::size_t most, const ReadRule& rule)
{
    auto read = read_text(folder, name, most);
    if (read.kind == TextRead::Kind::read) return std::move(read.text);
    if (read.kind == TextRead::Kind::absent) return std::string();
    return fail(unusable(rule, path, name, read));
}

Result<Manifest> read_manifest(int folder, const std::filesystem::path& path, const ReadRule& rule)
{
    auto read = read_text(folder, "manifest.json", largest_manifest);
    if (read.kind == TextRead::Kind::absent) {
        return fail(told(rule, "manifest_missing", fmt::format("{} has no manifest.json", path.string()),
            "an app folder holds manifest.json and docker-compose.yaml"));
    }
    if (read.kind != TextRead::Kind::read) return fail(unusable(rule, path, "manifest.json", read));
    auto manifest = parse_manifest(read.text, rule.manifest);
    if (!manifest) {
        Error error = std::move(manifest).error();
        error.kind = rule.kind;
        return fail(std::move(error));
    }
    if (!rule.name.empty() && manifest->name != rule.name) {
        return fail(told(rule, "folder_name", fmt::format("the folder {} holds an app named {}", rule.name, manifest->name),
            fmt::format("name the folder {}", manifest->name)));
    }
    return manifest;
}

Result<std::string> find_compose_file(int folder, const std::filesystem::path& path, const ReadRule& rule)
{
    std::vector<std::string> found;
    for (const auto* name : compose_file_names) {
        if (exists_in(folder, name)) found.emplace_back(name);
    }
    if (found.empty()) {
        return fail(told(rule, "compose_file_missing", fmt::format("{} has no docker-compose.yaml", path.string()),
            "an app folder holds manifest.json and docker-compose.yaml"));
    }
    if (found.size() > 1) {
        return fail(told(rule, "compose_file_ambiguous",
            fmt::format("{} has both {} and {}", path.string(), found[0], found[1]), "keep one of them"));
    }
    // Compose reads the text; here it only must be a file of this folder.
    const auto read = read_text(folder, found[0], 0);
    if (read.kind != TextRead::Kind::read) return fail(unusable(rule, path, found[0], read));
    return found[0];
}

/// The owner's word on the look after updates; one that cannot be read counts for nothing, and says so in the log.
GateOverride read_gate_override(int folder)
{
    const auto read = read_text(folder, policy_path, largest_policy_file);
    if (read.kind != TextRead::Kind::read) return {};
    const auto policy = parse_app_policy(read.text, {});
    if (policy) return policy->gate;
    log::warning("policy of an app not read", {{"reason", policy.error().message}});
    return {};
}

Result<void> read_env(int folder, AppFolder& app, const ReadRule& rule)
{
    auto read = read_text(folder, ".env", largest_env_file);
    if (read.kind == TextRead::Kind::absent) return {};
    if (read.kind == TextRead::Kind::outside) return fail(unusable(rule, app.path, ".env", read));
    if (read.kind != TextRead::Kind::read) {
        app.env_error = unusable(rule, app.path, ".env", read);
        return {};
    }
    auto env = EnvFile::parse(std::move(read.text));
    if (env) {
        app.env = *std::move(env);
    } else {
        app.env_error = std::move(env).error();
        app.env_error->kind = rule.kind;
    }
    return {};
}

std::string read_icon(int folder, const std::string& name)
{
    if (name.empty()) return "";
    auto read = read_text(folder, name, largest_icon);
    const bool good = read.kind == TextRead::Kind::read && check_icon(read.text);
    return good ? std::move(read.text) : "";
}

std::optional<MoveInRecord> read_move_in(int folder)
{
    const auto read = read_text(folder, move_in_path, largest_move_in_record);
    if (read.kind != TextRead::Kind::read) return std::nullopt;
    auto record = parse_move_in_record(read.text);
    if (!record) return std::nullopt;
    return *std::move(record);
}

std::vector<StandIn> read_stand_ins(int folder)
{
    const auto read = read_text(folder, stand_ins_file, largest_stand_ins);
    return read.kind == TextRead::Kind::read ? parse_stand_ins(read.text) : std::vector<StandIn>();
}

} // namespace

Result<AppFolder> read_app_folder(int folder, const std::filesystem::path& path, const ReadRule& rule)
{
    AppFolder app;
    app.path = path;
    TRY(app.manifest, read_manifest(folder, path, rule));
    TRY(app.compose_file, find_compose_file(folder, path, rule));
    TRY(app.env_example, optional_text(folder, path, ".env.example", largest_env_file, rule));
    CHECK(read_env(folder, app, rule));
    app.icon_svg = read_icon(folder, app.manifest.icon);
    const auto state = read_state(folder);
    app.intent = state.intent;
    app.installed_from = state.installed_from;
    app.accepted_permissions = state.accepted_permissions;
    app.update_gate = read_gate_override(folder);
    app.moved_in = read_move_in(folder);
    app.stand_ins = read_stand_ins(folder);
    app.network_override = exists_in(folder, network_override_path);
    return app;
}

} // namespace furtka
