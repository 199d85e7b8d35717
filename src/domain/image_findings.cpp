#include "domain/image_findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

constexpr std::size_t most_named = 5;

std::string without_slash(std::string path)
{
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

bool is_below(std::string_view path, std::string_view folder)
{
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/' || folder == "/");
}

/// A mount at the path itself or above it.
bool is_mounted(const ServiceModel& service, const std::string& path)
{
    return std::ranges::any_of(service.mounts,
        [&](const Mount& mount) { return !mount.source.empty() && is_below(path, without_slash(mount.target)); });
}

std::vector<std::string> without(const std::vector<std::string>& all, const std::vector<std::string>& others)
{
    std::vector<std::string> rest;
    for (const auto& one : all) {
        if (std::ranges::find(others, one) == others.end()) rest.push_back(one);
    }
    return rest;
}

std::vector<std::string> paths_of(const std::vector<std::string>& volumes)
{
    std::vector<std::string> paths;
    for (const auto& path : volumes) paths.push_back(without_slash(path));
    return paths;
}

std::string named(const std::vector<std::string>& all)
{
    const std::vector<std::string> some(all.begin(), all.begin() + static_cast<long>(std::min(all.size(), most_named)));
    const auto more = all.size() - some.size();
    return fmt::format("{}{}", fmt::join(some, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

class Findings {
public:
    explicit Findings(std::string service) : service_(std::move(service)) { }
    void note(std::string key, std::string message) { add(Severity::note, std::move(key), std::move(message)); }
    void serious(std::string key, std::string message) { add(Severity::serious, std::move(key), std::move(message)); }
    std::vector<Finding> take() { return std::move(found_); }

private:
    void add(Severity severity, std::string key, std::string message)
    {
        found_.push_back({.service = service_, .severity = severity, .key = std::move(key), .message = std::move(message)});
    }
    std::string service_;
    std::vector<Finding> found_;
};

void compare_volumes(const ServiceModel& service, const ImageConfig& from, const ImageConfig& to, Findings& findings)
{
    const auto gone = without(paths_of(from.volumes), paths_of(to.volumes));
    const auto added = without(paths_of(to.volumes), paths_of(from.volumes));
    std::vector<std::string> uncovered;
    for (const auto& path : added) {
        if (!is_mounted(service, path)) uncovered.push_back(path);
    }
    for (const auto& path : gone) {
        if (!is_mounted(service, path)) {
            findings.serious("volume_gone",
                fmt::format("the new image no longer keeps {} in a volume: what is there would not be found again", path));
        } else if (!uncovered.empty()) {
            findings.serious("volume_moved",
                fmt::format("the app's data is at {}, and the new image keeps its data at {}: it would start empty", path,
                    named(uncovered)));
        } else {
            findings.note("volume_dropped", fmt::format("the new image does not name {} as a place of data any more", path));
        }
    }
    if (gone.empty() && !uncovered.empty()) {
        findings.note("volume_new",
            fmt::format("the new image keeps data at {} too, which no volume of the app covers", named(uncovered)));
    }
}

std::string user_word(const std::string& user) { return user.empty() || user == "0" || user == "0:0" ? "root" : user; }

void compare_user(const ServiceModel& service, const ImageConfig& from, const ImageConfig& to, Findings& findings)
{
    const auto before = user_word(from.user);
    const auto after = user_word(to.user);
    if (before == after) return;
    auto message = fmt::format("the new image runs as {} instead of {}", after, before);
    const bool has_data = std::ranges::any_of(service.mounts, [](const Mount& mount) { return mount.type != "tmpfs"; });
    if (has_data && after != "root") {
        findings.serious("user_changed", message + ": it may not be able to write the app's data");
    } else {
        findings.note("user_changed", message);
    }
}

std::string offered(const ImageConfig& image) { return image.exposed.empty() ? "none" : named(image.exposed); }

void compare_ports(const ServiceModel& service, const ImageConfig& from, const ImageConfig& to, Findings& findings)
{
    const auto gone = without(from.exposed, to.exposed);
    bool told = false;
    for (const auto& port : service.ports) {
        const auto name = fmt::format("{}/{}", port.target, port.protocol.empty() ? "tcp" : port.protocol);
        if (std::ranges::find(gone, name) == gone.end()) continue;
        told = true;
        findings.serious("port_moved",
            fmt::format("the app is reached at port {}, which the new image does not offer any more (it offers {})", name,
                offered(to)));
    }
    if (from.exposed == to.exposed || told) return;
    findings.note(
        "ports_changed", fmt::format("the new image offers the ports {} instead of {}", offered(to), offered(from)));
}

/// What programs leave behind in every container, and write again.
bool is_litter(std::string_view path)
{
    constexpr std::array<std::string_view, 14> folders{"/tmp", "/run", "/var/run", "/var/tmp", "/var/cache", "/var/log",
        "/var/lock", "/proc", "/sys", "/dev", "/root/.cache", "/root/.npm", "/var/lib/apt", "/var/lib/dpkg"};
    constexpr std::array<std::string_view, 6> files{
        "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab", "/root/.bash_history", "/root/.ash_history"};
    constexpr std::array<std::string_view, 4> endings{".pid", ".pyc", ".sock", ".lock"};
    const auto above = [&](std::string_view folder) { return is_below(path, folder); };
    const auto ends = [&](std::string_view ending) { return path.ends_with(ending); };
    return std::ranges::any_of(folders, above) || std::ranges::find(files, path) != files.end()
        || std::ranges::any_of(endings, ends) || path.find("/__pycache__") != std::string_view::npos
        || path.find("/.cache/") != std::string_view::npos;
}

} // namespace

std::vector<Finding> image_findings(const ServiceModel& service, const ImageConfig& from, const ImageConfig& to)
{
    Findings findings(service.name);
    const bool same_machine = from.platform.os == to.platform.os && from.platform.architecture == to.platform.architecture;
    if (!same_machine) {
        findings.serious("platform_changed",
            fmt::format("the new image is for {} instead of {}", to_text(to.platform), to_text(from.platform)));
    }
    compare_volumes(service, from, to, findings);
    compare_user(service, from, to, findings);
    compare_ports(service, from, to, findings);
    if (from.entrypoint != to.entrypoint) {
        findings.note("entrypoint_changed",
            fmt::format("the new image is started by \"{}\" instead of \"{}\"", fmt::join(to.entrypoint, " "),
                fmt::join(from.entrypoint, " ")));
    }
    if (!from.healthcheck.empty() && to.healthcheck.empty() && !service.has_healthcheck) {
        findings.note("healthcheck_gone", "the new image has no health check any more: only its ports can be watched");
    }
    if (from.healthcheck.empty() && !to.healthcheck.empty()) {
        findings.note("healthcheck_new", "the new image tells its own health");
    }
    return findings.take();
}

std::vector<std::string> worth_keeping(const std::vector<std::string>& changed, const std::vector<std::string>& mounted)
{
    std::vector<std::string> paths = changed;
    // A mount shows as a change of the place it is at, and of the folders above.
    paths.insert(paths.end(), mounted.begin(), mounted.end());
    std::ranges::sort(paths);
    std::vector<std::string> kept;
    for (const auto& path : changed) {
        const auto under = [&](const std::string& mount) { return is_below(path, without_slash(mount)); };
        if (is_litter(path) || std::ranges::any_of(mounted, under)) continue;
        const auto next = std::ranges::lower_bound(paths, path + "/");
        const bool above_others = next != paths.end() && next->starts_with(path + "/");
        if (!above_others) kept.push_back(path);
    }
    return kept;
}

std::vector<Finding> unsaved_findings(
    const std::string& service, const std::vector<WrittenFile>& written, const std::vector<std::string>& anonymous_volumes)
{
    Findings findings(service);
    std::vector<std::string> lost;
    std::vector<std::string> again;
    for (const auto& file : written) (file.at_start ? again : lost).push_back(file.path);
    if (!lost.empty()) {
        findings.serious(
            "unsaved_data", fmt::format("the update would lose what the app wrote outside of its volumes: {}", named(lost)));
    }
    if (!again.empty()) {
        findings.note("start_files", fmt::format("written at each start, outside of the app's volumes: {}", named(again)));
    }
    if (!anonymous_volumes.empty()) {
        findings.note("anonymous_volume",
            fmt::format("what is in {} is kept in a volume without a name: an update carries it over, a removal of the app "
                        "leaves it behind unnamed",
                named(anonymous_volumes)));
    }
    return findings.take();
}

} // namespace furtka
