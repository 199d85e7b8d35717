// A `docker run` line. What its run_options mean in a compose file is a table.
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/shell_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace furtka::imports {
namespace {

enum class As {
    text, ///< a member with the value
    list, ///< one more item
    program, ///< the entrypoint: one word, whatever it holds
    flag, ///< a truth value
    number, ///< a member written bare
    environment,
    labels,
    volume,
    mount,
    gpus,
    network,
    health, ///< a member of `healthcheck`
    no_health,
    logging,
    limit, ///< a member of `deploy.resources.limits`
    ulimit,
    nothing, ///< of no meaning for an app: `--detach`, `--rm`
    nothing_with_value,
};

struct RunOption {
    std::string_view name;
    As as;
    std::string_view member;
};

constexpr std::array<RunOption, 112> run_options{{{"--name", As::text, "container_name"}, {"-e", As::environment, ""},
    {"--env", As::environment, ""}, {"-p", As::list, "ports"}, {"--publish", As::list, "ports"}, {"-v", As::volume, ""},
    {"--volume", As::volume, ""}, {"--mount", As::mount, ""}, {"--restart", As::text, "restart"},
    {"-h", As::text, "hostname"}, {"--hostname", As::text, "hostname"}, {"-u", As::text, "user"},
    {"--user", As::text, "user"}, {"-w", As::text, "working_dir"}, {"--workdir", As::text, "working_dir"},
    {"--entrypoint", As::program, ""}, {"--network", As::network, ""}, {"--net", As::network, ""},
    {"--network-alias", As::nothing_with_value, ""}, {"--privileged", As::flag, "privileged"},
    {"--cap-add", As::list, "cap_add"}, {"--cap-drop", As::list, "cap_drop"}, {"--device", As::list, "devices"},
    {"--device-cgroup-rule", As::list, "device_cgroup_rules"}, {"--security-opt", As::list, "security_opt"},
    {"--sysctl", As::list, "sysctls"}, {"--tmpfs", As::list, "tmpfs"}, {"--dns", As::list, "dns"},
    {"--dns-search", As::list, "dns_search"}, {"--add-host", As::list, "extra_hosts"},
    {"--group-add", As::list, "group_add"}, {"--expose", As::list, "expose"}, {"--env-file", As::list, "env_file"},
    {"-l", As::labels, ""}, {"--label", As::labels, ""}, {"--shm-size", As::text, "shm_size"}, {"--pid", As::text, "pid"},
    {"--ipc", As::text, "ipc"}, {"--uts", As::text, "uts"}, {"--userns", As::text, "userns_mode"},
    {"--cgroupns", As::text, "cgroup"}, {"--runtime", As::text, "runtime"}, {"--platform", As::text, "platform"},
    {"--stop-signal", As::text, "stop_signal"}, {"--stop-timeout", As::text, "stop_grace_period"},
    {"--mac-address", As::nothing_with_value, ""}, {"--ip", As::nothing_with_value, ""}, {"-m", As::limit, "memory"},
    {"--memory", As::limit, "memory"}, {"--cpus", As::limit, "cpus"}, {"--memory-swap", As::text, "memswap_limit"},
    {"--pids-limit", As::number, "pids_limit"}, {"--read-only", As::flag, "read_only"}, {"--init", As::flag, "init"},
    {"-t", As::flag, "tty"}, {"--tty", As::flag, "tty"}, {"-i", As::flag, "stdin_open"},
    {"--interactive", As::flag, "stdin_open"}, {"--gpus", As::gpus, ""}, {"--health-cmd", As::health, "test"},
    {"--health-interval", As::health, "interval"}, {"--health-timeout", As::health, "timeout"},
    {"--health-retries", As::health, "retries"}, {"--health-start-period", As::health, "start_period"},
    {"--log-driver", As::logging, "driver"}, {"--log-opt", As::logging, "options"}, {"--ulimit", As::ulimit, ""},
    {"--link", As::list, "links"}, {"--volumes-from", As::list, "volumes_from"},
    {"--oom-kill-disable", As::flag, "oom_kill_disable"}, {"-d", As::nothing, ""}, {"--detach", As::nothing, ""},
    {"--rm", As::nothing, ""}, {"--pull", As::nothing_with_value, ""}, {"-c", As::number, "cpu_shares"},
    {"--cpu-shares", As::number, "cpu_shares"}, {"--cpu-quota", As::number, "cpu_quota"},
    {"--cpu-period", As::number, "cpu_period"}, {"--cpuset-cpus", As::text, "cpuset"},
    {"--memory-reservation", As::text, "mem_reservation"}, {"--memory-swappiness", As::number, "mem_swappiness"},
    {"--cgroup-parent", As::text, "cgroup_parent"}, {"--dns-option", As::list, "dns_opt"},
    {"--dns-opt", As::list, "dns_opt"}, {"--domainname", As::text, "domainname"},
    {"--health-start-interval", As::health, "start_interval"}, {"--no-healthcheck", As::no_health, ""},
    {"--oom-score-adj", As::number, "oom_score_adj"}, {"--annotation", As::nothing_with_value, ""}, {"-P", As::nothing, ""},
    {"--publish-all", As::nothing, ""}, {"-q", As::nothing, ""}, {"--quiet", As::nothing, ""},
    {"--sig-proxy", As::nothing, ""}, {"--disable-content-trust", As::nothing, ""}, {"--replace", As::nothing, ""},
    {"-a", As::nothing_with_value, ""}, {"--attach", As::nothing_with_value, ""}, {"--cidfile", As::nothing_with_value, ""},
    {"--detach-keys", As::nothing_with_value, ""}, {"--ip6", As::nothing_with_value, ""},
    {"--label-file", As::nothing_with_value, ""}, {"--link-local-ip", As::nothing_with_value, ""},
    {"--net-alias", As::nothing_with_value, ""}, {"--storage-opt", As::nothing_with_value, ""},
    {"--volume-driver", As::nothing_with_value, ""}, {"--blkio-weight", As::nothing_with_value, ""},
    {"--kernel-memory", As::nothing_with_value, ""}, {"--isolation", As::nothing_with_value, ""},
    {"--systemd", As::nothing_with_value, ""}, {"--uidmap", As::nothing_with_value, ""},
    {"--gidmap", As::nothing_with_value, ""}}};

const RunOption* find_option(std::string_view name)
{
    const auto* const found = std::ranges::find(run_options, name, &RunOption::name);
    return found == run_options.end() ? nullptr : &*found;
}

bool takes_value(As as) { return as != As::flag && as != As::nothing && as != As::no_health; }

void put_line(Node& map, std::string_view line)
{
    const auto equals = line.find('=');
    const std::string key(line.substr(0, equals));
    map.set(key, equals == std::string_view::npos ? Node{} : Node::scalar(std::string(line.substr(equals + 1))));
}

/// `C:\x` or `C:/x`; `/:/host` is none.
bool is_drive(std::string_view path)
{
    const bool letter = !path.empty() && ((path[0] >= 'a' && path[0] <= 'z') || (path[0] >= 'A' && path[0] <= 'Z'));
    return letter && path.size() > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/');
}

/// A folder of Windows is none of the server's: only what it is called stays, as a folder of the app.
std::string host_path(std::string path)
{
    struct Home {
        std::string_view word, means;
    };
    constexpr std::array<Home, 6> homes{{{"%cd%", "."}, {"%CD%", "."}, {"%USERPROFILE%", "~"}, {"$env:USERPROFILE", "~"},
        {"$Env:USERPROFILE", "~"}, {"$env:HOME", "~"}}};
    for (const auto& home : homes) {
        if (path.starts_with(home.word)) path.replace(0, home.word.size(), home.means);
    }
    const bool drive = is_drive(path);
    std::ranges::replace(path, '\\', '/');
    while (path.size() > 3 && path.ends_with('/') && drive) path.pop_back();
    return drive ? "./" + path.substr(path.rfind('/') + 1) : path;
}

/// `/a:/b:ro`, `C:\a:/b`
std::string volume_of(std::string_view value)
{
    // `c:/data` may be a volume of that name: only a second colon tells.
    const bool drive = is_drive(value) && value.find(':', 2) != std::string_view::npos;
    const bool variable = value.starts_with("$env:") || value.starts_with("$Env:");
    const auto colon = value.find(':', drive ? 2 : variable ? 5 : 0);
    if (colon == std::string_view::npos) return std::string(value);
    return host_path(std::string(value.substr(0, colon))) + std::string(value.substr(colon));
}

/// `type=bind,source=/a,target=/b,readonly`
Node mount_of(std::string_view words)
{
    Node mount = Node::map({{"type", Node::scalar("volume")}});
    while (!words.empty()) {
        const auto word = words.substr(0, words.find(','));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        const auto equals = word.find('=');
        const auto key = word.substr(0, equals);
        const std::string value(equals == std::string_view::npos ? std::string_view("true") : word.substr(equals + 1));
        if (key == "type") mount.set("type", Node::scalar(value));
        if (key == "source" || key == "src") mount.set("source", Node::scalar(host_path(value)));
        if (key == "target" || key == "dst" || key == "destination") mount.set("target", Node::scalar(value));
        if ((key == "readonly" || key == "ro") && value != "false") mount.set("read_only", Node::bare("true"));
        if (key == "tmpfs-size") mount.at("tmpfs").set("size", Node::scalar(value));
        if (key == "volume-nocopy") mount.at("volume").set("nocopy", Node::bare("true"));
        if (key == "bind-propagation") mount.set("bind", Node::map({{"propagation", Node::scalar(value)}}));
    }
    return mount;
}

Node gpu_of(std::string_view words)
{
    Node device = Node::map({{"driver", Node::scalar("nvidia")}});
    if (const auto at = words.find("device="); at != std::string_view::npos) {
        Node ids = Node::list();
        for (auto rest = words.substr(at + 7); !rest.empty();) {
            auto id = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(id.size() + 1, rest.size()));
            while (id.ends_with('"')) id.remove_suffix(1);
            if (!id.empty()) ids.items.push_back(Node::scalar(std::string(id)));
        }
        device.set("device_ids", std::move(ids));
    } else {
        device.set("count", words == "all" ? Node::scalar("all") : Node::bare(std::string(words)));
    }
    device.set("capabilities", Node::list({Node::scalar("gpu")}));
    return device;
}

void take_network(Node& service, Definition& definition, const std::string& value)
{
    if (value == "host" || value == "none" || value.starts_with("container:")) {
        service.set("network_mode", Node::scalar(value));
    } else if (value != "bridge" && value != "default") {
        definition.repairs.push_back("drop-network:" + value);
    }
}

void take_option(Node& service, Definition& definition, const RunOption& option, const std::string& value)
{
    const std::string member(option.member);
    switch (option.as) {
    case As::text: service.set(member, Node::scalar(member == "stop_grace_period" ? value + "s" : value)); return;
    case As::number: service.set(member, Node::bare(value)); return;
    case As::flag: service.set(member, Node::bare(value.empty() ? "true" : value)); return;
    case As::list: {
        auto& list = service.at(member);
        list.kind = Node::Kind::list;
        list.items.push_back(Node::scalar(value));
        return;
    }
    case As::environment:
        // `-e NAME` passes on what the shell has: the owner's form, here.
        if (value.contains('='))
            put_line(service.at("environment"), value);
        else
            service.at("environment").set(value, Node::scalar("${" + setting_name_of(value) + ":-}"));
        return;
    case As::program:
        service.set("entrypoint", value.empty() ? Node::scalar("") : Node::list({Node::scalar(value)}));
        return;
    case As::no_health: service.at("healthcheck").set("disable", Node::bare("true")); return;
    case As::volume: {
        auto& list = service.at("volumes");
        list.kind = Node::Kind::list;
        list.items.push_back(Node::scalar(volume_of(value)));
        return;
    }
    case As::labels: put_line(service.at("labels"), value); return;
    case As::mount: {
        auto& list = service.at("volumes");
        list.kind = Node::Kind::list;
        list.items.push_back(mount_of(value));
        return;
    }
    case As::gpus: {
        auto& devices = service.at("deploy").at("resources").at("reservations").at("devices");
        devices.kind = Node::Kind::list;
        devices.items.push_back(gpu_of(value));
        return;
    }
    case As::network: take_network(service, definition, value); return;
    case As::health:
        service.at("healthcheck").set(member, member == "retries" ? Node::bare(value) : Node::scalar(value));
        return;
    case As::limit: service.at("deploy").at("resources").at("limits").set(member, Node::scalar(value)); return;
    case As::logging:
        if (member == "driver")
            service.at("logging").set("driver", Node::scalar(value));
        else
            put_line(service.at("logging").at("options"), value);
        return;
    case As::ulimit: {
        const auto equals = value.find('=');
        const auto limits = equals == std::string::npos ? std::string() : value.substr(equals + 1);
        const auto colon = limits.find(':');
        Node limit = Node::bare(limits.substr(0, colon));
        if (colon != std::string::npos) limit = Node::map({{"soft", limit}, {"hard", Node::bare(limits.substr(colon + 1))}});
        service.at("ulimits").set(value.substr(0, equals), std::move(limit));
        return;
    }
    case As::nothing:
    case As::nothing_with_value: return;
    }
}

std::unexpected<Error> unreadable_line(std::string message)
{
    return fail({.kind = ErrorKind::invalid, .key = "import_unreadable", .message = std::move(message)});
}

std::unexpected<Error> unknown_option(std::string_view name)
{
    return unreadable_line(fmt::format("the option {} is not known", name));
}

/// The letters after the first of `-dit`. The last may take the rest of the word, or the next word.
Result<void> take_letters(
    Node& service, Definition& definition, std::string_view letters, const std::vector<std::string>& words, std::size_t& at)
{
    for (std::size_t i = 2; i < letters.size(); ++i) {
        const auto* more = find_option(std::string("-") + letters[i]);
        if (more == nullptr) return unknown_option(letters);
        if (!takes_value(more->as)) {
            take_option(service, definition, *more, "");
            continue;
        }
        std::string rest(letters.substr(i + 1));
        if (rest.empty() && at < words.size()) rest = words[at++];
        take_option(service, definition, *more, rest);
        break;
    }
    return {};
}

/// A value that the word of the option has itself, which is taken off its name: `--name=web`, `-p80:80`.
std::optional<std::string> take_own_value(std::string& name)
{
    if (name.starts_with("--")) {
        const auto equals = name.find('=');
        if (equals == std::string::npos) return std::nullopt;
        std::string value = name.substr(equals + 1);
        name.resize(equals);
        return value;
    }
    if (name.size() <= 2) return std::nullopt;
    const auto* first = find_option(name.substr(0, 2));
    if (first == nullptr || !takes_value(first->as)) return std::nullopt;
    std::string value = name.substr(name[2] == '=' ? 3 : 2);
    name.resize(2);
    return value;
}

/// Reads the options from `words[at]` on; leaves `at` at the image.
Result<void> take_options(Node& service, Definition& definition, const std::vector<std::string>& words, std::size_t& at)
{
    while (at < words.size() && words[at].starts_with('-') && words[at].size() > 1) {
        std::string name = words[at++];
        auto value = take_own_value(name);
        if (!value && !name.starts_with("--") && name.size() > 2) {
            CHECK(take_letters(service, definition, name, words, at));
            name.resize(2);
        }
        const auto* option = find_option(name);
        if (option == nullptr) return unknown_option(name);
        if (takes_value(option->as) && !value) {
            if (at >= words.size()) return unreadable_line(fmt::format("{} needs a value", name));
            value = words[at++];
        }
        take_option(service, definition, *option, value.value_or(""));
    }
    return {};
}

/// `vaultwarden` of `ghcr.io/dani-garcia/vaultwarden:1.30@sha256:…`
std::string name_of_image(std::string_view image)
{
    image = image.substr(0, image.find('@'));
    image = image.substr(image.rfind('/') == std::string_view::npos ? 0 : image.rfind('/') + 1);
    return std::string(image.substr(0, image.find(':')));
}

using Words = std::vector<std::string>;

/// Where the options of `sudo docker container run` begin; 0: it is something else.
std::size_t options_begin(const Words& words)
{
    std::size_t at = 0;
    const auto is = [&](std::string_view word) { return at < words.size() && words[at] == word; };
    if (is("$") || is(">")) ++at;
    if (is("sudo")) {
        ++at;
        while (at < words.size() && words[at].starts_with('-')) ++at;
    }
    if (!is("docker") && !is("podman") && !is("nerdctl") && !is("docker.exe") && !is("/usr/bin/docker")) return 0;
    ++at;
    if (is("container")) ++at;
    return is("run") || is("create") ? at + 1 : 0;
}

/// `--rm` without `-d`: a tool, and no server.
bool runs_once(const Words& words, std::size_t image)
{
    bool removed = false;
    for (std::size_t i = 0; i < image; ++i) {
        const auto& word = words[i];
        removed = removed || word == "--rm" || word == "--rm=true";
        const bool letters =
            word.size() > 1 && word[0] == '-' && word[1] != '-' && word.find_first_not_of("ditq", 1) == std::string::npos;
        if (word == "--detach" || word == "--detach=true" || (letters && word.contains('d'))) return false;
    }
    return removed;
}

} // namespace

Result<Definition> read_run(std::string_view command)
{
    Definition definition{.format = Format::run};
    TRY(const auto commands, shell_commands(command));
    const auto is_run = [](const Words& words) { return options_begin(words) > 0; };
    const auto count = std::ranges::count_if(commands, is_run);
    if (count == 0) return unreadable_line("it does not begin with docker run");
    if (count > 1) return unreadable_line("it is not one command");
    const auto& words = *std::ranges::find_if(commands, is_run);
    std::size_t at = options_begin(words);
    Node service = Node::map();
    CHECK(take_options(service, definition, words, at));
    if (at >= words.size()) return unreadable_line("it names no image");
    if (runs_once(words, at))
        definition.reasons.emplace_back("it was made to run once and be gone (--rm): see that it stays as an app should");
    // Podman's own words mean nothing to Docker.
    if (service.text_of("userns_mode") != "host") service.erase("userns_mode");
    const auto& image = words[at++];
    service.set("image", Node::scalar(image));
    if (at < words.size()) {
        Node arguments = Node::list();
        for (; at < words.size(); ++at) arguments.items.push_back(Node::scalar(words[at]));
        service.set("command", std::move(arguments));
    }
    const std::string named(service.text_of("container_name"));
    definition.id = named.empty() ? name_of_image(image) : named;
    auto name = app_name_of(definition.id);
    if (name.empty()) return unreadable_line("no name can be made of its image");
    service.erase("container_name");
    if (service.find("restart") == nullptr) service.set("restart", Node::scalar("unless-stopped"));
    definition.listing.display_name = title_of(definition.id);
    definition.compose = Node::map({{"services", Node::map({{std::move(name), std::move(service)}})}});
    return definition;
}

} // namespace furtka::imports
