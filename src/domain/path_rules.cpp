#include "domain/path_rules.hpp"

#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace furtka {
namespace {

/// The folders of the system, whose loss or exposure an app must not bring about.
constexpr std::array<std::string_view, 14> system_folders = {"/etc", "/root", "/boot", "/proc", "/sys", "/dev", "/bin",
    "/sbin", "/lib", "/usr", "/run", "/var/run", "/var/lib/furtka", "/var/lib/docker"};

std::vector<std::string_view> parts(std::string_view path)
{
    std::vector<std::string_view> out;
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        const auto part = path.substr(0, slash);
        if (!part.empty() && part != ".") out.push_back(part);
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return out;
}

auto refuse(const Setting& setting, std::string_view what, std::string_view hint)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "setting_path",
        .message = fmt::format("{}: {}", setting.name, what),
        .hint = std::string(hint),
        .details = {{"setting", setting.name}}});
}

} // namespace

bool climbs(std::string_view path)
{
    const auto all = parts(path);
    return std::ranges::find(all, "..") != all.end();
}

bool stays_inside(std::string_view path)
{
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\'; };
    return !parts(path).empty() && !path.starts_with('/') && !climbs(path) && std::ranges::none_of(path, control);
}

bool in_or_below(std::string_view path, std::string_view folder)
{
    const auto inner = parts(path);
    const auto outer = parts(folder);
    return outer.size() <= inner.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

Result<void> check_path_form(const Setting& setting, std::string_view value)
{
    if (!value.starts_with('/'))
        return refuse(setting, fmt::format("'{}' is not an absolute path", shown(value)), "write a path that starts with /");
    if (climbs(value)) return refuse(setting, fmt::format("'{}' has .. in it", shown(value)), "write the path without ..");
    return {};
}

Result<void> judge_path_setting(
    const Setting& setting, std::string_view value, const PathFacts& facts, const std::vector<std::string>& own_folders)
{
    constexpr std::string_view other_folder = "choose a folder of your own, such as one below /srv, /home or /mnt";
    CHECK(check_path_form(setting, value));
    if (!facts.exists) return refuse(setting, fmt::format("'{}' does not exist", shown(value)), "create the folder first");
    if (!facts.directory) return refuse(setting, fmt::format("'{}' is not a folder", shown(value)), "name a folder");
    // Resolved is what the disk said; anything else than an absolute path would pass by the deny list.
    if (!facts.resolved.starts_with('/') || climbs(facts.resolved)) {
        return refuse(setting, fmt::format("'{}' cannot be resolved", shown(value)), other_folder);
    }
    if (parts(facts.resolved).empty())
        return refuse(setting, fmt::format("'{}' is the whole disk", shown(value)), other_folder);

    const auto holds = [&facts](std::string_view folder) { return in_or_below(facts.resolved, folder); };
    const bool system = std::ranges::any_of(system_folders, holds);
    const bool own =
        std::ranges::any_of(own_folders, [&](const std::string& folder) { return !parts(folder).empty() && holds(folder); });
    if (system || own) {
        return refuse(setting,
            fmt::format(
                "'{}' is {}, a folder of {}", shown(value), shown(facts.resolved), own ? "Furtka itself" : "the system"),
            other_folder);
    }
    return {};
}

} // namespace furtka
