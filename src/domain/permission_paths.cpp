#include "domain/permission_paths.hpp"

#include "domain/path_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace furtka {
namespace {

using Folders = std::span<const std::string_view>;

constexpr std::array<std::string_view, 11> engine_sockets{"/run/docker.sock", "/run/docker", "/run/containerd",
    "/run/podman", "/run/crio", "/run/k3s", "/run/buildkit", "/run/furtka", "/run/lxd.socket", "/run/incus",
    "/var/snap/lxd"};
constexpr std::array<std::string_view, 5> system_bus{
    "/run/dbus", "/run/systemd/private", "/run/systemd/system", "/run/systemd/transient", "/run/initctl"};
/// Data of containers and of other apps.
constexpr std::array<std::string_view, 7> container_data{"/var/lib/docker", "/var/lib/containerd", "/var/lib/containers",
    "/var/lib/kubelet", "/var/lib/rancher", "/var/lib/furtka", "/var/snap/docker"};
/// Programs and settings that run as root, and the kernel's switches.
constexpr std::array<std::string_view, 24> system_places{"/bin", "/boot", "/efi", "/etc", "/lib", "/lib32", "/lib64",
    "/libx32", "/opt/containerd", "/opt/vc", "/proc", "/root", "/sbin", "/snap", "/sys", "/usr", "/run/udev", "/run/systemd",
    "/run/credentials", "/var/lib/dpkg", "/var/lib/systemd", "/var/spool/cron", "/var/lib/cloud", "/var/lib/apt"};
/// What opens the server to whoever can merely read it: keys, password hashes, tokens.
constexpr std::array<std::string_view, 10> secret_places{"/root", "/etc/shadow", "/etc/shadow-", "/etc/gshadow",
    "/etc/gshadow-", "/etc/ssh", "/etc/furtka", "/etc/kubernetes", "/etc/rancher", "/run/credentials"};
constexpr std::array<std::string_view, 17> disk_names{"sd", "hd", "vd", "xvd", "nvme", "mmcblk", "dm-", "md", "loop", "nbd",
    "zd", "bcache", "ram", "rbd", "drbd", "pmem", "sg"};
constexpr std::array<std::string_view, 9> disk_folders{
    "/dev/mapper", "/dev/disk", "/dev/md", "/dev/block", "/dev/zvol", "/dev/vfio", "/dev/raw", "/dev/bsg", "/dev/cpu"};
constexpr std::array<std::string_view, 5> memory_nodes{"/dev/mem", "/dev/kmem", "/dev/port", "/dev/snapshot", "/dev/nvram"};
constexpr std::array<std::string_view, 4> gpu_nodes{"/dev/dri", "/dev/kfd", "/dev/nvidia", "/dev/vcsm"};
constexpr std::array<std::string_view, 2> time_zone_files{"/etc/localtime", "/etc/timezone"};

bool is_below_any(std::string_view path, Folders folders)
{
    return std::ranges::any_of(folders, [&](std::string_view folder) { return in_or_below(path, folder); });
}

bool holds_any(std::string_view outer, Folders places)
{
    return std::ranges::any_of(places, [&](std::string_view place) { return in_or_below(place, outer); });
}

bool is_any(std::string_view path, Folders names) { return std::ranges::find(names, path) != names.end(); }

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_socket_name(std::string_view name)
{
    return name == "docker.sock" || name == "containerd.sock" || name == "podman.sock" || name == "crio.sock"
        || name == "furtka.sock";
}

/// `/home/ada/.ssh` and below.
bool is_key_place(std::string_view path) { return path.ends_with("/.ssh") || path.contains("/.ssh/"); }

/// The private sockets of a user's session: its engine, its bus.
bool is_session(std::string_view path)
{
    if (path == "/run/user") return true;
    if (!path.starts_with("/run/user/")) return false;
    const auto inside = path.substr(std::string_view("/run/user/").size());
    const auto slash = inside.find('/');
    return slash == std::string_view::npos
        || is_below_any(
            inside.substr(slash), std::array<std::string_view, 5>{"/docker.sock", "/docker", "/podman", "/bus", "/systemd"});
}

bool is_disk(std::string_view path)
{
    if (is_any(path, memory_nodes) || is_below_any(path, disk_folders)) return true;
    if (!path.starts_with("/dev/")) return false;
    const auto name = path.substr(5);
    return std::ranges::any_of(disk_names, [&](std::string_view start) {
        const bool named = name.starts_with(start) && name.size() > start.size();
        // `/dev/ram` without a number and `/dev/mdio` are none.
        const char next = named ? name[start.size()] : '\0';
        const bool letters = start == "sd" || start == "hd" || start == "vd" || start == "xvd";
        return named && ((next >= '0' && next <= '9') || (letters && next >= 'a' && next <= 'z'));
    });
}

bool is_gpu(std::string_view path)
{
    return std::ranges::any_of(gpu_nodes, [&](std::string_view node) { return path.starts_with(node); });
}

PermissionMark mark(MarkSeverity severity, std::string kind, std::string_view path, std::string sentence)
{
    return {.id = {},
        .kind = std::move(kind),
        .severity = severity,
        .service = {},
        .detail = std::string(path),
        .sentence = std::move(sentence),
        .by_link = false};
}

std::optional<PermissionMark> judge_sockets(std::string_view path, const PathContext& context)
{
    // They hold sockets too, but much else: there are graver words for them.
    if (path == "/" || path == "/var" || path == "/var/snap") return std::nullopt;
    const bool named = std::ranges::any_of(
        context.sockets, [&](const std::string& socket) { return in_or_below(path, socket) || in_or_below(socket, path); });
    if (named || is_below_any(path, engine_sockets) || is_socket_name(last_part(path)) || is_session(path)
        || holds_any(path, engine_sockets)) {
        return mark(MarkSeverity::red, "engine-socket", path,
            fmt::format("Can start and change any container, and through that the whole server: it gets {}.", path));
    }
    if (is_below_any(path, system_bus) || holds_any(path, system_bus)) {
        return mark(MarkSeverity::red, "system-bus", path,
            fmt::format("Can give orders to the server's own services: it gets {}.", path));
    }
    return std::nullopt;
}

std::optional<PermissionMark> judge_devices(std::string_view path, const GivenPath& given)
{
    if (!in_or_below(path, "/dev")) return std::nullopt;
    if (path == "/dev") {
        return mark(MarkSeverity::red, "all-devices", path, "Gets all devices of the server, its disks too.");
    }
    if (is_disk(path)) {
        return mark(MarkSeverity::red, "raw-disk", path,
            fmt::format("Gets at a disk or the memory past every protection: {}.", path));
    }
    if (is_gpu(path)) return mark(MarkSeverity::amber, "gpu", path, fmt::format("Uses the graphics processor ({}).", path));
    if (!given.device && given.read_only) {
        return mark(MarkSeverity::plain, "read-folder", path, fmt::format("Reads {} of the server.", path));
    }
    return mark(MarkSeverity::amber, "device", path, fmt::format("Uses a device of the server: {}.", path));
}

/// A path inside the app's own folder; `below` is relative to it.
std::optional<PermissionMark> judge_inside(std::string_view below, const GivenPath& given, const PathContext& context)
{
    const auto touches = [&](const std::string& file) { return in_or_below(below, file) || in_or_below(file, below); };
    if (given.read_only || std::ranges::none_of(context.own_files, touches)) return std::nullopt;
    return mark(MarkSeverity::red, "own-definition", below.empty() ? "." : below,
        "Can change its own definition, and so give itself any permission.");
}

std::optional<PermissionMark> judge_other_apps(std::string_view path, const GivenPath& given, const PathContext& context)
{
    const auto is_own = [&](const std::string& own) { return in_or_below(path, own) || in_or_below(own, path); };
    if (path == "/") return std::nullopt;
    const bool has_data = is_below_any(path, container_data) || holds_any(path, container_data);
    if (!has_data && std::ranges::none_of(context.own_folders, is_own)) return std::nullopt;
    return mark(MarkSeverity::red, "other-apps", path,
        fmt::format(
            "Can read {}the data and passwords of other apps: it gets {}.", given.read_only ? "" : "and change ", path));
}

std::optional<PermissionMark> judge_system(std::string_view path, const GivenPath& given)
{
    const bool secret = is_below_any(path, secret_places) || holds_any(path, secret_places) || is_key_place(path);
    if (secret) {
        return mark(MarkSeverity::red, path == "/" ? "whole-disk" : "system-folder", path,
            path == "/" ? fmt::format("Can read {}every file of the server.", given.read_only ? "" : "and change ")
                        : fmt::format("Can read {}{}, which holds keys or settings of the server.",
                              given.read_only ? "" : "and change ", path));
    }
    if (!is_below_any(path, system_places) && !holds_any(path, system_places)) return std::nullopt;
    if (given.read_only) {
        return mark(MarkSeverity::amber, "system-folder", path, fmt::format("Can read {}, a folder of the system.", path));
    }
    return mark(MarkSeverity::red, "system-folder", path,
        fmt::format("Can change {}, a folder of the system, and through that the whole server.", path));
}

std::optional<PermissionMark> judge_place(const std::string& path, const GivenPath& given, const PathContext& context)
{
    for (const auto& folder : {context.app_folder, context.real_app_folder}) {
        if (folder.empty() || !in_or_below(path, folder)) continue;
        return judge_inside(std::string_view(path).substr(std::min(path.size(), folder.size() + 1)), given, context);
    }
    if (auto other = judge_other_apps(path, given, context)) return other;
    if (auto socket = judge_sockets(path, context)) return socket;
    if (auto device = judge_devices(path, given)) return device;
    if (auto system = judge_system(path, given)) return system;
    if (given.read_only) {
        return mark(MarkSeverity::plain, "read-folder", path, fmt::format("Reads {} of the server.", path));
    }
    return mark(MarkSeverity::amber, "folder", path, fmt::format("Can read, change and delete what is in {}.", path));
}

bool is_inside(std::string_view path, const PathContext& context)
{
    return std::ranges::any_of(std::array{context.app_folder, context.real_app_folder},
        [&](const std::string& folder) { return !folder.empty() && in_or_below(path, folder); });
}

bool is_graver(const std::optional<PermissionMark>& one, const std::optional<PermissionMark>& other)
{
    if (!one || !other) return one.has_value();
    return one->severity < other->severity;
}

} // namespace

PathContext::PathContext(const PermissionContext& context) : PermissionContext(context)
{
    app_folder = plain_path(context.app_folder, "/");
    if (real_path) {
        real_app_folder = plain_path(real_path(app_folder), "/");
        for (const auto& folder : context.own_folders) own_folders.push_back(plain_path(real_path(folder), "/"));
        for (const auto& socket : context.sockets) sockets.push_back(plain_path(real_path(socket), "/"));
    }
    // All would lie below the root: what cannot be told apart is left to the other rules.
    const auto is_root = [](const std::string& path) { return plain_path(path, "/") == "/"; };
    std::erase_if(own_folders, is_root);
    std::erase_if(sockets, is_root);
    if (app_folder == "/") app_folder.clear();
    if (real_app_folder == "/") real_app_folder.clear();
}

std::string plain_path(std::string_view path, std::string_view base)
{
    std::string whole;
    if (path.starts_with('~')) {
        whole = "/root/" + std::string(path.substr(1));
    } else if (!path.starts_with('/')) {
        whole = std::string(base) + '/' + std::string(path);
    } else {
        whole = path;
    }
    std::vector<std::string_view> parts;
    std::string_view rest = whole;
    while (!rest.empty()) {
        const auto slash = std::min(rest.find('/'), rest.size());
        const auto part = rest.substr(0, slash);
        if (part == "..") {
            if (!parts.empty()) parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
        rest.remove_prefix(std::min(slash + 1, rest.size()));
    }
    std::string out;
    for (const auto part : parts) out.append("/").append(part);
    return out.empty() ? "/" : out;
}

std::optional<PermissionMark> judge_given_path(const GivenPath& given, const PathContext& context)
{
    const auto written = plain_path(given.path, context.app_folder);
    // Not the plain path: `link/..` is where the link leads and up from there.
    const auto asked = given.path.starts_with('/') ? given.path : written;
    auto real = context.real_path ? plain_path(context.real_path(asked), "/") : written;
    // Where the daemon cannot look, as on another machine, it is still known that this is a link everywhere.
    if (in_or_below(real, "/var/run")) real = real.substr(4);

    const bool is_zone = in_or_below(real, "/usr/share/zoneinfo") && real != "/usr/share/zoneinfo";
    const bool zone = (is_any(written, time_zone_files) && (real == written || is_zone || is_any(real, time_zone_files)))
        || (is_zone && given.read_only);
    if (zone && given.read_only) return mark(MarkSeverity::plain, "time-zone", written, "Reads the server's time zone.");
    if (zone) return mark(MarkSeverity::amber, "time-zone", written, fmt::format("Can change {}, the time zone.", written));

    auto as_written = judge_place(written, given, context);
    auto as_real = judge_place(real, given, context);
    if (is_graver(as_written, as_real)) return as_written;
    if (as_real) as_real->by_link = is_inside(written, context) && !is_inside(real, context);
    return as_real;
}

} // namespace furtka
