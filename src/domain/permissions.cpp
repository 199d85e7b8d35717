#include "domain/permissions.hpp"

#include "base/ascii.hpp"
#include "domain/permission_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <tuple>

namespace furtka {
namespace {

constexpr std::array<std::string_view, 12> dangerous_capabilities{"ALL", "BPF", "CHECKPOINT_RESTORE", "DAC_READ_SEARCH",
    "MAC_ADMIN", "MAC_OVERRIDE", "PERFMON", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO"};
/// Every container has these.
constexpr std::array<std::string_view, 14> usual_capabilities{"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID",
    "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"};
/// PostgreSQL, MySQL, Redis, MongoDB, SQL Server, Oracle, CouchDB, Elasticsearch, memcached, etcd, InfluxDB, Cassandra,
/// Neo4j, RethinkDB.
constexpr std::array<int, 19> database_ports{
    5432, 3306, 33060, 6379, 27017, 27018, 1433, 1521, 5984, 9200, 9300, 11211, 2379, 2380, 8086, 9042, 7474, 7687, 28015};
constexpr int first_ordinary_port = 1024;
constexpr std::size_t longest_detail = 200; ///< bytes; an id is to be typed and kept

bool is_among(std::string_view text, std::span<const std::string_view> words)
{
    return std::ranges::find(words, text) != words.end();
}

std::string raised(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return out;
}

std::string capability_name(std::string_view text)
{
    auto name = raised(text);
    if (name.starts_with("CAP_")) name.erase(0, 4);
    return name;
}

/// `apparmor:unconfined` and `apparmor=unconfined` alike.
std::pair<std::string, std::string> option_of(std::string_view text)
{
    const auto end = text.find_first_of(":=");
    if (end == std::string_view::npos) return {lowered(text), {}};
    return {lowered(text.substr(0, end)), std::string(text.substr(end + 1))};
}

bool is_all_addresses(std::string_view host_ip)
{
    return host_ip.empty() || host_ip == "0.0.0.0" || host_ip == "::" || host_ip == "[::]";
}

bool is_loopback(std::string_view host_ip) { return host_ip.starts_with("127.") || host_ip == "::1" || host_ip == "[::1]"; }

std::pair<int, int> port_range(std::string_view published)
{
    int first = 0;
    const char* const begin = published.data();
    const char* const end = begin + published.size();
    const auto read = std::from_chars(begin, end, first);
    int last = first;
    if (read.ec == std::errc{} && read.ptr != end && *read.ptr == '-') std::from_chars(read.ptr + 1, end, last);
    return {first, last};
}

class Judge {
public:
    Judge(const ComposeModel& model, const PathContext& context) : model_(model), context_(context) { }

    void judge(const ServiceModel& service)
    {
        service_ = &service;
        for (const auto& privilege : service.privileges) judge_privilege(privilege.what, privilege.value);
        judge_network();
        for (const auto& port : service.ports) judge_port(port);
        for (const auto& mount : service.mounts) judge_mount(mount);
        if (service.builds) {
            add(MarkSeverity::plain, "build", {},
                "Is built on this server, of files that come with the app or are downloaded.");
        }
    }

    std::vector<PermissionMark> take() &&
    {
        std::ranges::sort(marks_, {},
            [](const PermissionMark& mark) { return std::tie(mark.severity, mark.service, mark.kind, mark.detail); });
        const auto doubled = std::ranges::unique(marks_, {}, &PermissionMark::id);
        marks_.erase(doubled.begin(), doubled.end());
        return std::move(marks_);
    }

private:
    void add(MarkSeverity severity, std::string kind, std::string detail, std::string sentence)
    {
        if (detail.size() > longest_detail) detail.resize(longest_detail);
        auto id = fmt::format("{}:{}{}{}", kind, service_->name, detail.empty() ? "" : ":", detail);
        marks_.push_back({.id = std::move(id),
            .kind = std::move(kind),
            .severity = severity,
            .service = service_->name,
            .detail = std::move(detail),
            .sentence = std::move(sentence),
            .by_link = false});
    }
    void add_path(const GivenPath& given)
    {
        if (auto mark = judge_given_path(given, context_)) {
            add(mark->severity, std::move(mark->kind), std::move(mark->detail), std::move(mark->sentence));
            marks_.back().by_link = mark->by_link;
        }
    }

    void judge_privilege(const std::string& what, const std::string& value)
    {
        if (what == "privileged") {
            add(MarkSeverity::red, "privileged", {}, "Can do anything on this server: it runs with all privileges.");
        } else if (what == "use_api_socket") {
            add(MarkSeverity::red, "engine-socket", {},
                "Can start and change any container, and through that the whole server: it gets the engine's socket.");
        } else if (what == "cap_add") {
            judge_capability(capability_name(value));
        } else if (what == "security_opt") {
            judge_security_option(value);
        } else if (what == "pid" || what == "ipc" || what == "uts" || what == "userns_mode" || what == "cgroup") {
            judge_namespace(what, value);
        } else if (what == "devices") {
            judge_device(value);
        } else if (what == "device_cgroup_rules") {
            add(MarkSeverity::red, "device-rules", value,
                fmt::format("May open devices of the server that it makes itself: {}.", value));
        } else if (what == "file") {
            add_path({.path = value, .read_only = true});
        } else if (what == "volumes_from") {
            judge_volumes_from(value);
        } else {
            judge_rest(what, value);
        }
    }

    void judge_rest(const std::string& what, const std::string& value)
    {
        if (what == "gpus") {
            add(MarkSeverity::amber, "gpu", value, fmt::format("Uses a graphics processor or the like ({}).", value));
        } else if (what == "runtime") {
            judge_runtime(value);
        } else if (what == "sysctls") {
            add(MarkSeverity::amber, "sysctl", value, fmt::format("Sets a switch of the kernel for itself: {}.", value));
        } else if (what == "extra_hosts") {
            add(MarkSeverity::amber, "extra-host", value,
                fmt::format("Takes a name for an address of its author's choice: {}.", value));
        } else if (what == "cgroup_parent") {
            add(MarkSeverity::amber, "cgroup-parent", value,
                fmt::format("Is counted with {}, beside the usual limits.", value));
        } else if (what == "hook_privileged") {
            add(MarkSeverity::red, "privileged-hook", value,
                fmt::format("Runs a command with all privileges on this server ({}).", value));
        } else if (what == "host_program") {
            add(MarkSeverity::red, "host-program", value,
                fmt::format("Starts a program of this server, outside of any container: {}.", value));
        } else {
            judge_build(what, value);
        }
    }

    void judge_build(const std::string& what, const std::string& value)
    {
        if (what == "build_privileged") {
            add(MarkSeverity::red, "privileged-build", {}, "Is built with all privileges on this server.");
        } else if (what == "build_entitlements") {
            const bool insecure = value != "network.host";
            add(insecure ? MarkSeverity::red : MarkSeverity::amber, insecure ? "privileged-build" : "host-network", value,
                fmt::format("Is built with more rights than usual ({}).", value));
        } else if (what == "build_network" && value == "host") {
            add(MarkSeverity::amber, "host-network", "build", "Uses the server's own network while it is built.");
        } else if (what == "build_context" && !value.contains("://") && !value.starts_with("git@")) {
            add_path({.path = value, .read_only = true});
        }
    }

    void judge_capability(const std::string& name)
    {
        if (is_among(name, dangerous_capabilities)) {
            const auto sentence = name == "ALL" ? std::string("Has every right that the kernel knows over this server.")
                                                : fmt::format("Has a right that gives it the whole server ({}).", name);
            add(MarkSeverity::red, "capability", name, sentence);
        } else if (name == "NET_ADMIN") {
            add(MarkSeverity::amber, "capability", name, "Can change the network it is in, its firewall too (NET_ADMIN).");
        } else if (!is_among(name, usual_capabilities)) {
            add(MarkSeverity::amber, "capability", name, fmt::format("Has a right that apps seldom need ({}).", name));
        }
    }

    void judge_security_option(const std::string& text)
    {
        const auto [name, value] = option_of(text);
        const auto low = lowered(value);
        const bool label_off = name == "label"
            && (low == "disable" || low.contains("spc_t") || low.contains("unconfined")
                || low.contains("container_runtime_t"));
        const bool off = (name != "no-new-privileges" && low == "unconfined") || label_off
            || (name == "writable-cgroups" && low != "false") || (name == "systempaths" && !low.empty());
        if (off) {
            add(MarkSeverity::red, "unconfined", name + '=' + low,
                fmt::format("Runs without a protection that every container has ({}).", name));
        } else if (name == "seccomp" || name == "apparmor" || name == "label") {
            if (low == "builtin" || low == "docker-default") return;
            add(MarkSeverity::amber, "security-profile", name,
                fmt::format("Brings its own rules for a protection that every container has ({}).", name));
        }
    }

    void judge_namespace(const std::string& what, const std::string& value)
    {
        if (value == "host") {
            judge_host_namespace(what);
        } else if (value.starts_with("container:")) {
            add(MarkSeverity::amber, "other-container", what + '=' + value,
                fmt::format(
                    "Shares {} with a container outside of the app.", what == "pid" ? "its processes" : "a part of itself"));
        }
    }

    void judge_host_namespace(const std::string& what)
    {
        if (what == "pid") {
            add(MarkSeverity::red, "host-pid", {}, "Sees and can end all programs of this server, and look into them.");
        } else if (what == "ipc") {
            add(MarkSeverity::red, "host-ipc", {}, "Sees and can change the memory that programs of this server share.");
        } else if (what == "userns_mode") {
            add(MarkSeverity::red, "host-userns", {}, "Is root of this server where the engine would not let it be.");
        } else if (what == "uts") {
            add(MarkSeverity::amber, "host-uts", {}, "Shares this server's name.");
        } else {
            add(MarkSeverity::amber, "host-cgroup", {}, "Sees how the resources of this server are shared out.");
        }
    }

    void judge_device(const std::string& value)
    {
        const auto end = value.starts_with('/') ? value.find(':') : std::string::npos;
        if (value.starts_with('/') || value.starts_with('.') || !value.contains('=')) {
            add_path({.path = value.substr(0, end), .device = true});
        } else {
            add(MarkSeverity::amber, "gpu", value, fmt::format("Uses a graphics processor or the like ({}).", value)); // CDI
        }
    }

    void judge_runtime(const std::string& value)
    {
        if (value == "runc" || value == "io.containerd.runc.v2") return;
        const bool gpu = value.starts_with("nvidia");
        add(MarkSeverity::amber, gpu ? "gpu" : "runtime", value,
            gpu ? fmt::format("Uses a graphics processor ({}).", value)
                : fmt::format("Is run by a program other than usual: {}.", value));
    }

    void judge_volumes_from(const std::string& value)
    {
        // Of a service of the app they are judged there.
        if (!value.starts_with("container:")) return;
        add(MarkSeverity::red, "foreign-folders", value.substr(value.find(':') + 1),
            fmt::format("Gets all folders of another container: {}.", value.substr(value.find(':') + 1)));
    }

    void judge_network()
    {
        const auto& mode = service_->network_mode;
        if (mode == "host") add_host_network();
        if (mode.starts_with("container:")) {
            add(MarkSeverity::amber, "other-container", "network=" + mode,
                "Is in the network of a container outside of the app.");
        }
        if (mode.starts_with("service:")) {
            add(MarkSeverity::plain, "joined-network", mode.substr(8),
                fmt::format("Uses the network of {}.", mode.substr(8)));
        }
        for (const auto& key : service_->networks) {
            const auto network = std::ranges::find(model_.networks, key, &NetworkModel::key);
            if (network != model_.networks.end()) judge_joined(*network);
        }
    }

    void judge_joined(const NetworkModel& network)
    {
        if (network.name == "host" || network.driver == "host") {
            add_host_network();
        } else if (network.driver == "macvlan" || network.driver == "ipvlan") {
            add(MarkSeverity::amber, "lan-address", network.name,
                "Is a device of its own in your network, past the server's firewall.");
        } else if (network.external) {
            add(MarkSeverity::plain, "outside-network", network.name,
                fmt::format("Is in the network {} together with other apps.", network.name));
        }
    }

    void add_host_network()
    {
        add(MarkSeverity::amber, "host-network", {},
            "Uses the server's own network: it reaches all that listens there, and no port is kept from it.");
    }

    void judge_port(const PortMapping& port)
    {
        const auto shown = port.published.empty() ? fmt::format("{}", port.target) : port.published;
        const auto detail = fmt::format("{}/{}", shown, port.protocol);
        const auto [first, last] = port_range(port.published);
        const bool database = std::ranges::any_of(database_ports,
            [&](int number) { return number == port.target || (number >= first && number <= last && first > 0); });
        const bool everywhere = is_all_addresses(port.host_ip);
        if (everywhere && database && port.protocol == "tcp") {
            add(MarkSeverity::amber, "database-port", detail,
                fmt::format("Lets everybody in your network at its database (port {}).", shown));
        } else if (everywhere && first > 0 && first < first_ordinary_port) {
            add(MarkSeverity::amber, "low-port", detail,
                fmt::format("Takes port {}, which services of the server itself may need.", shown));
        } else {
            add(MarkSeverity::plain, "port", detail,
                fmt::format(
                    "Can be reached from {} (port {}).", is_loopback(port.host_ip) ? "this server" : "your network", shown));
        }
    }

    void judge_mount(const Mount& mount)
    {
        if (mount.type == "bind") {
            judge_bind(mount.source, mount.read_only, mount.propagation);
        } else if (mount.type == "volume" && !mount.source.empty()) {
            judge_volume(mount);
        } else if (mount.type == "npipe" || mount.type == "cluster") {
            add(MarkSeverity::amber, "folder", mount.source, fmt::format("Gets {} of the server.", mount.source));
        }
    }

    void judge_bind(const std::string& path, bool read_only, std::string_view propagation)
    {
        add_path({.path = path, .read_only = read_only});
        if (!propagation.contains("shared")) return;
        add(MarkSeverity::amber, "shared-mounts", path,
            fmt::format("What it mounts below {} appears on the server too.", path));
    }

    void judge_volume(const Mount& mount)
    {
        const auto found = std::ranges::find(model_.volumes, mount.source, &VolumeModel::key);
        if (found == model_.volumes.end()) return;
        const auto& volume = *found;
        const auto own = fmt::format("furtka_{}_", model_.project);
        if (!volume.options.empty()) {
            judge_volume_options(mount, volume);
        } else if (volume.external && !volume.name.starts_with(own) && !volume.name.starts_with(model_.project + '_')) {
            add(MarkSeverity::amber, "foreign-volume", volume.name,
                fmt::format("Uses data that was not made for it: the volume {}.", volume.name));
        } else {
            add(MarkSeverity::plain, "volume", volume.name, fmt::format("Keeps data in the volume {}.", volume.name));
        }
    }

    /// The local driver hands `type`, `o` and `device` to mount(8): such a volume can be any folder or disk of the server.
    void judge_volume_options(const Mount& mount, const VolumeModel& volume)
    {
        const auto option = [&](const char* key) {
            const auto found = volume.options.find(key);
            return found == volume.options.end() ? std::string() : found->second;
        };
        const auto type = lowered(option("type"));
        const auto device = option("device");
        const auto flags = ',' + option("o") + ',';
        const bool binds = flags.contains(",bind,") || flags.contains(",rbind,");
        const bool read_only = mount.read_only || flags.contains(",ro,");
        if (!volume.driver.empty() && volume.driver != "local") {
            add(MarkSeverity::amber, "volume-driver", volume.driver,
                fmt::format("Keeps data where the driver {} puts it.", volume.driver));
        } else if (flags.contains("lowerdir=") || flags.contains("upperdir=")) {
            add_system_mount(type, option("o"));
        } else if (binds) {
            judge_bind(device, read_only, flags);
        } else if (device.starts_with("/dev/")) {
            add_path({.path = device, .read_only = read_only, .device = true});
        } else if (type.starts_with("nfs") || type == "cifs" || type == "smb3" || type == "tmpfs" || device.empty()) {
            add(MarkSeverity::plain, "network-disk", volume.name,
                fmt::format("Keeps data on {}.", device.empty() ? "a disk of its own" : device));
        } else {
            add_system_mount(type, device);
        }
    }

    void add_system_mount(const std::string& type, const std::string& device)
    {
        add(MarkSeverity::red, "system-mount", device,
            fmt::format("Gets a part of the server that the engine mounts for it ({} {}).", type, device));
    }

    const ComposeModel& model_;
    const PathContext& context_;
    const ServiceModel* service_ = nullptr;
    std::vector<PermissionMark> marks_;
};

} // namespace

std::string_view to_text(MarkSeverity severity)
{
    switch (severity) {
    case MarkSeverity::red: return "red";
    case MarkSeverity::amber: return "amber";
    case MarkSeverity::plain: return "plain";
    }
    return "plain";
}

std::vector<PermissionMark> permission_marks(const ComposeModel& model, const PermissionContext& context)
{
    const PathContext prepared(context);
    Judge judge(model, prepared);
    for (const auto& service : model.services) judge.judge(service);
    return std::move(judge).take();
}

} // namespace furtka
