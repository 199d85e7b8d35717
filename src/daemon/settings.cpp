#include "daemon/settings.hpp"

#include "daemon/config_file.hpp"
#include "daemon/setting_values.hpp"
#include "http/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace furtka::daemon {
namespace {

using Values = std::vector<std::string>;
using Wanted = std::optional<std::string>;

template <std::filesystem::path Settings::* member>
Wanted set_path(Settings& settings, const Values& values)
{
    auto path = path_value(values.front());
    if (!path) return "a path";
    settings.*member = *std::move(path);
    return std::nullopt;
}

template <std::string Settings::* member>
Wanted set_text(Settings& settings, const Values& values)
{
    settings.*member = values.front();
    return std::nullopt;
}

Wanted set_listen(Settings& settings, const Values& values)
{
    settings.listen.clear();
    if (values == Values{"none"}) return std::nullopt;
    for (const auto& value : values) {
        if (listen_value(value) == Listens::no_address)
            return "an address and a port, such as 127.0.0.1:7000 or [::1]:7000, or none";
        settings.listen.push_back(value);
    }
    return std::nullopt;
}

Wanted set_login(Settings& settings, const Values& values)
{
    if (values != Values{"auto"} && values != Values{"required"}) return "auto or required";
    settings.login = values.front() == "auto" ? LoginRule::automatic : LoginRule::required;
    return std::nullopt;
}

Wanted set_tls(Settings& settings, const Values& values)
{
    if (values == Values{"auto"})
        settings.tls = TlsRule::automatic;
    else if (values == Values{"always"})
        settings.tls = TlsRule::always;
    else if (values == Values{"off"})
        settings.tls = TlsRule::off;
    else
        return "auto, always or off";
    return std::nullopt;
}

template <std::filesystem::path Settings::* member>
Wanted set_optional_path(Settings& settings, const Values& values)
{
    settings.*member = std::filesystem::path();
    return values.front().empty() ? std::nullopt : set_path<member>(settings, values);
}

Wanted set_docker_host(Settings& settings, const Values& values)
{
    const auto endpoint = http::Endpoint::parse(values.front());
    if (!endpoint || endpoint->tls) return "unix:///path/of/socket or tcp://host:port";
    settings.docker_host = values.front();
    return std::nullopt;
}

Wanted set_app_host(Settings& settings, const Values& values)
{
    if (!values.front().empty() && !is_host_value(values.front())) return "a host name or an address, without port";
    settings.app_host = values.front();
    return std::nullopt;
}

Wanted set_allowed_hosts(Settings& settings, const Values& values)
{
    for (const auto& value : values) {
        if (!is_host_value(value)) return "host names or addresses, without port";
    }
    settings.allowed_hosts = values;
    return std::nullopt;
}

Wanted set_move_in_roots(Settings& settings, const Values& values)
{
    settings.move_in_roots.clear();
    if (values == Values{"none"}) return std::nullopt;
    for (const auto& value : values) {
        auto root = parse_program_root(value);
        if (!root) return "a program and its folder, such as casaos=/var/lib/casaos/apps, or none";
        settings.move_in_roots.push_back(*std::move(root));
    }
    return std::nullopt;
}

Wanted set_subnet_pool(Settings& settings, const Values& values)
{
    const auto pool = pool_value(values.front());
    if (!pool) return "an IPv4 network of /24 or larger, such as 10.201.0.0/16";
    settings.subnet_pool = *pool;
    return std::nullopt;
}

template <std::chrono::seconds Settings::* member>
Wanted set_seconds(Settings& settings, const Values& values)
{
    const auto seconds = seconds_value(values.front());
    if (!seconds) return "a number of seconds from 1 to 3600";
    settings.*member = *seconds;
    return std::nullopt;
}

Wanted set_update_settle(Settings& settings, const Values& values)
{
    if (values != Values{"0"}) return set_seconds<&Settings::update_settle>(settings, values);
    settings.update_settle = std::chrono::seconds(0);
    return std::nullopt;
}

Wanted set_recovery_points(Settings& settings, const Values& values)
{
    const auto number = seconds_value(values.front());
    if (!number || number->count() > 50) return "a number from 1 to 50";
    settings.recovery_points = static_cast<std::size_t>(number->count());
    return std::nullopt;
}

template <std::chrono::seconds Settings::* member>
Wanted set_interval(Settings& settings, const Values& values)
{
    const auto interval = interval_value(values.front());
    if (!interval) return "a time from 1m to 30d, such as 6h, or 0 for never";
    settings.*member = *interval;
    return std::nullopt;
}

Wanted set_allow_private_sources(Settings& settings, const Values& values)
{
    if (values.front() != "yes" && values.front() != "no") return "yes or no";
    settings.allow_private_sources = values.front() == "yes";
    return std::nullopt;
}

Wanted set_log_level(Settings& settings, const Values& values)
{
    const auto level = level_value(values.front());
    if (!level) return "debug, info, warning or error";
    settings.log_level = *level;
    return std::nullopt;
}

constexpr auto default_config = "/etc/furtka/furtka.toml";
constexpr std::string_view in_state_dir = "(state dir)/apps";

constexpr std::array table{
    Declaration{"--config", "FURTKA_CONFIG", "", "FILE", default_config, "config file; may be absent", Takes::one,
        set_path<&Settings::config>},
    Declaration{"--state-dir", "FURTKA_STATE_DIR", "state_dir", "DIR", "/var/lib/furtka", "jobs, journal and drafts",
        Takes::one, set_path<&Settings::state_dir>},
    Declaration{"--apps-dir", "FURTKA_APPS_DIR", "apps_dir", "DIR", in_state_dir,
        "installed apps: the truth about what should run", Takes::one, set_path<&Settings::apps_dir>},
    Declaration{"--catalog-dir", "FURTKA_CATALOG_DIR", "catalog_dir", "DIR", "/usr/share/furtka/apps",
        "apps that can be installed by name", Takes::one, set_path<&Settings::catalog_dir>},
    Declaration{"--socket", "FURTKA_SOCKET", "socket", "FILE", "/run/furtka/furtka.sock", "unix socket of the command line",
        Takes::one, set_path<&Settings::socket>},
    Declaration{"--listen", "FURTKA_LISTEN", "listen", "ADDRESS:PORT", "127.0.0.1:7000",
        "where the page is served: by HTTPS beyond this machine; none for no TCP", Takes::several, set_listen},
    Declaration{"--login", "FURTKA_LOGIN", "login", "RULE", "auto",
        "auto: on this machine no login is needed until an owner is set; required: always", Takes::one, set_login},
    Declaration{"--tls", "FURTKA_TLS", "tls", "RULE", "auto",
        "auto: HTTPS beyond this machine; always: on this machine too; off: a proxy does it", Takes::one, set_tls},
    Declaration{"--tls-cert", "FURTKA_TLS_CERT", "tls_cert", "FILE", "",
        "a certificate of your own with its chain, PEM; Furtka makes one when empty", Takes::one,
        set_optional_path<&Settings::tls_cert>},
    Declaration{"--tls-key", "FURTKA_TLS_KEY", "tls_key", "FILE", "", "its key, PEM, without a passphrase", Takes::one,
        set_optional_path<&Settings::tls_key>},
    Declaration{"--docker-host", "DOCKER_HOST", "docker_host", "URL", "unix:///var/run/docker.sock", "the engine",
        Takes::one, set_docker_host},
    Declaration{"--compose", "FURTKA_COMPOSE", "compose", "FILE", "",
        "the Compose v2 program; found like the docker client finds it when empty", Takes::one,
        set_text<&Settings::compose>},
    Declaration{"--app-host", "FURTKA_APP_HOST", "app_host", "HOST", "",
        "host in the Open links of apps; the browser's own when empty", Takes::one, set_app_host},
    Declaration{"--allowed-host", "FURTKA_ALLOWED_HOSTS", "allowed_hosts", "HOST", "",
        "further names Furtka may be asked under, behind a proxy", Takes::several, set_allowed_hosts},
    Declaration{"--move-in-root", "FURTKA_MOVE_IN_ROOTS", "move_in_roots", "PROGRAM=DIR",
        "casaos=/var/lib/casaos/apps,umbrel=/home/*/umbrel,umbrel=/root/umbrel,umbrel=/umbrel,runtipi=/home/*/runtipi,"
        "runtipi=/root/runtipi,runtipi=/opt/runtipi,portainer=/var/lib/docker/volumes/portainer_data/_data,dockge=/opt/"
        "stacks",
        "where other programs keep apps that may be taken over; one * may stand for a folder; none: nowhere", Takes::several,
        set_move_in_roots},
    Declaration{"--subnet-pool", "FURTKA_SUBNET_POOL", "subnet_pool", "NETWORK", "10.201.0.0/16",
        "subnets for apps when the engine has none left", Takes::one, set_subnet_pool},
    Declaration{"--pull-silence", "FURTKA_PULL_SILENCE", "pull_silence", "SECONDS", "120",
        "a download that tells nothing for so long is given up", Takes::one, set_seconds<&Settings::pull_silence>},
    Declaration{"--check-interval", "FURTKA_CHECK_INTERVAL", "check_interval", "TIME", "6h",
        "how often registries are asked for updates; 0 for only when you ask", Takes::one,
        set_interval<&Settings::check_interval>},
    Declaration{"--catalog-interval", "FURTKA_CATALOG_INTERVAL", "catalog_interval", "TIME", "24h",
        "how often catalogs are synced; 0 for only when you ask", Takes::one, set_interval<&Settings::catalog_interval>},
    Declaration{"--allow-private-sources", "FURTKA_ALLOW_PRIVATE_SOURCES", "allow_private_sources", "RULE", "no",
        "yes or no: whether compose files may be fetched from this machine and private networks, and by plain http",
        Takes::one, set_allow_private_sources},
    Declaration{"--update-settle", "FURTKA_UPDATE_SETTLE", "update_settle", "SECONDS", "30",
        "an updated app must be well for so long, or it is taken back; 0: one good look will do", Takes::one,
        set_update_settle},
    Declaration{"--update-timeout", "FURTKA_UPDATE_TIMEOUT", "update_timeout", "SECONDS", "180",
        "an updated app must be well within this time; a slow health check gets more", Takes::one,
        set_seconds<&Settings::update_timeout>},
    Declaration{"--recovery-points", "FURTKA_RECOVERY_POINTS", "recovery_points", "NUMBER", "3",
        "versions of each app that are kept to go back to", Takes::one, set_recovery_points},
    Declaration{"--log-level", "FURTKA_LOG_LEVEL", "log_level", "LEVEL", "info",
        "debug, info, warning or error; SIGHUP reads it again", Takes::one, set_log_level},
};

struct Given {
    Values values;
    std::string where; ///< `--listen`, `FURTKA_LISTEN`, `listen in /etc/furtka/furtka.toml, line 3`
};
using ByFlag = std::map<std::string_view, Given>;

Values split(std::string_view text)
{
    Values values;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        auto item = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) values.emplace_back(item);
    }
    return values;
}

template <std::string_view Declaration::* member>
const Declaration* declared(std::string_view name)
{
    const auto* const found = std::ranges::find(table, name, member);
    return found == table.end() || name.empty() ? nullptr : &*found;
}

Result<ByFlag> from_arguments(const std::vector<std::string>& arguments)
{
    ByFlag given;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        const auto equals = std::min(argument.find('='), argument.size());
        const auto flag = argument.substr(0, equals);
        const auto* declaration = declared<&Declaration::flag>(flag);
        if (declaration == nullptr) {
            std::vector<std::string_view> known;
            for (const auto& one : table) known.push_back(one.flag);
            const auto near = nearest(flag, known);
            return fail({.kind = ErrorKind::invalid,
                .key = "flag_unknown",
                .message = fmt::format("furtka serve does not know {}", flag.substr(0, 100)),
                .hint = near.empty() ? "see furtka serve --help" : fmt::format("did you mean {}?", near)});
        }
        if (equals == argument.size() && i + 1 == arguments.size()) {
            return fail({.kind = ErrorKind::invalid,
                .key = "flag_value",
                .message = fmt::format("{} needs a value: {}", flag, declaration->value_name),
                .hint = "see furtka serve --help"});
        }
        const std::string value = equals < argument.size() ? std::string(argument.substr(equals + 1)) : arguments[++i];
        auto& into = given[declaration->flag];
        if (declaration->takes == Takes::one) into.values.clear();
        into.values.push_back(value);
        into.where = declaration->flag;
    }
    return given;
}

ByFlag from_environment(const Sources& sources)
{
    ByFlag given;
    for (const auto& declaration : table) {
        const auto value = sources.environment(std::string(declaration.env));
        if (!value || value->empty()) continue;
        given[declaration.flag] = {.values = declaration.takes == Takes::several ? split(*value) : Values{*value},
            .where = std::string(declaration.env)};
    }
    return given;
}

Result<ByFlag> from_config(const std::filesystem::path& file)
{
    TRY(const auto text, read_config_file(file));
    TRY(const auto entries, parse_config(text, file.string()));
    ByFlag given;
    for (const auto& entry : entries) {
        const auto* declaration = declared<&Declaration::key>(entry.key);
        const auto where = fmt::format("{} in {}, line {}", entry.key, file.string(), entry.line);
        if (declaration == nullptr) {
            std::vector<std::string_view> known;
            for (const auto& one : table) known.push_back(one.key);
            const auto near = nearest(entry.key, known);
            return fail({.kind = ErrorKind::invalid,
                .key = "config_key",
                .message = fmt::format("unknown key {}", where),
                .hint = near.empty() ? "docs/configuration.md lists the keys" : fmt::format("did you mean {}?", near)});
        }
        given[declaration->flag] = {.values = entry.values, .where = where};
    }
    return given;
}

Result<void> apply(Settings& settings, const Declaration& declaration, const Given& given)
{
    const bool too_many = declaration.takes == Takes::one && given.values.size() > 1;
    const bool too_few = given.values.empty() && (declaration.takes == Takes::one || declaration.flag == "--listen");
    const auto wanted = too_many ? Wanted("one value")
        : too_few                ? Wanted("a value")
                                 : declaration.set(settings, given.values);
    if (!wanted) return {};
    return fail({.kind = ErrorKind::invalid,
        .key = "setting_value",
        .message = fmt::format("{} is \"{}\", wanted is {}", given.where, fmt::join(given.values, ", "), *wanted),
        .hint = "see furtka serve --help",
        .details = {{"setting", std::string(declaration.flag)}}});
}

Given standard_of(const Declaration& declaration)
{
    const auto values =
        declaration.takes == Takes::several ? split(declaration.standard) : Values{std::string(declaration.standard)};
    return {.values = values, .where = std::string(declaration.flag)};
}

} // namespace

std::span<const Declaration> declarations() { return table; }

Result<Settings> read_settings(const Sources& sources)
{
    TRY(const auto flags, from_arguments(sources.arguments));
    const auto environment = from_environment(sources);

    Settings settings;
    settings.config = default_config;
    bool config_named = false;
    for (const auto* given : {&environment, &flags}) {
        const auto found = given->find("--config");
        if (found == given->end()) continue;
        CHECK(apply(settings, table.front(), found->second));
        config_named = true;
    }
    ByFlag config;
    if (config_named || std::filesystem::exists(settings.config)) {
        TRY(config, from_config(settings.config));
    }

    for (const auto& declaration : table) {
        if (declaration.key.empty()) continue;
        Given chosen = standard_of(declaration);
        for (const ByFlag* given : {&std::as_const(config), &environment, &flags}) {
            const auto found = given->find(declaration.flag);
            if (found != given->end()) chosen = found->second;
        }
        CHECK(apply(settings, declaration, chosen));
        const bool follows_state_dir =
            declaration.flag == "--apps-dir" && chosen.values == Values{std::string(in_state_dir)};
        if (follows_state_dir) settings.apps_dir = settings.state_dir / "apps";
    }
    if (settings.tls_cert.empty() != settings.tls_key.empty()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "setting_value",
            .message = fmt::format("{} is given without {}", settings.tls_key.empty() ? "--tls-cert" : "--tls-key",
                settings.tls_key.empty() ? "--tls-key" : "--tls-cert"),
            .hint = "a certificate and its key are given together; see furtka serve --help"});
    }
    return settings;
}

Listening listens(const std::vector<std::string>& addresses)
{
    const auto beyond = [](const std::string& address) { return listen_value(address) == Listens::beyond_loopback; };
    return std::ranges::any_of(addresses, beyond) ? Listening::beyond : Listening::on_loopback;
}

bool speaks_tls(const Settings& settings, const std::string& address)
{
    if (settings.tls == TlsRule::automatic) return listen_value(address) == Listens::beyond_loopback;
    return settings.tls == TlsRule::always;
}

Transport transport_of(const Settings& settings)
{
    const auto plain = [&](const std::string& address) {
        return listen_value(address) == Listens::beyond_loopback && !speaks_tls(settings, address);
    };
    return std::ranges::any_of(settings.listen, plain) ? Transport::plain : Transport::tls;
}

std::string help_text()
{
    std::string text = "furtka serve — the daemon: page, API, and the apps' keeper\n\n"
                       "Each setting can be given as a flag, as an environment variable or in the config file; the first of "
                       "these wins.\n\n";
    for (const auto& declaration : table) {
        const auto standard = declaration.standard.empty() ? std::string("none") : std::string(declaration.standard);
        const std::string_view more =
            declaration.takes == Takes::several ? " (several times; in the environment separated by commas)" : "";
        text += fmt::format("  {} {}\n      {}{}\n      default: {}   environment: {}", declaration.flag,
            declaration.value_name, declaration.doc, more, standard, declaration.env);
        if (!declaration.key.empty()) text += fmt::format("   config key: {}", declaration.key);
        text += "\n";
    }
    return text;
}

} // namespace furtka::daemon
