// Dokploy's blueprints: docker-compose.yml, template.toml (variables, environment, domains, files) and meta.json.
#include "base/ascii.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/secret_words.hpp"
#include "domain/import/structured.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <iterator>
#include <ranges>
#include <set>

namespace furtka::imports {
namespace {

constexpr std::size_t most_text = 16UL << 20; ///< that variables become: they may hold each other many times

std::size_t size_told(std::string_view text, std::size_t usual)
{
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} && value > 0 && value <= 256 ? value : usual;
}

/// Replaces what the template's own language means. A value made by chance becomes a setting of the name `wanted`.
class Helpers {
public:
    /// `hosts` are those of the template's domains, as they are written there; the first is the page's.
    Helpers(Definition& definition, const Node* variables, std::vector<std::string> hosts)
        : definition_(definition), variables_(variables), hosts_(std::move(hosts))
    {
    }

    /// The text for Compose. `wanted` names the setting if the text needs one.
    std::string text(std::string_view value, const std::string& wanted, int depth = 0)
    {
        std::string out;
        while (!value.empty() && made_in_all_ < most_text) {
            const auto open = value.find("${");
            const auto close = open == std::string_view::npos ? open : value.find('}', open);
            if (close == std::string_view::npos || depth > 8) return out + escaped(value);
            if (const auto found = host_around(value, open); found.length > 0) {
                out += escaped(value.substr(0, found.at)) + page_host(found.host);
                value.remove_prefix(found.at + found.length);
                continue;
            }
            out += escaped(value.substr(0, open));
            const auto filled = word(value.substr(open + 2, close - open - 2), wanted, depth);
            made_in_all_ += filled.size();
            out += filled;
            value.remove_prefix(close + 1);
        }
        return out;
    }

    /// Whether the text is only a word that the template's language does not have: `${text}`.
    bool is_unknown_word(std::string_view text) const
    {
        const auto variable = only_variable(text);
        const bool small = variable && std::ranges::any_of(variable->name, [](char c) { return c >= 'a' && c <= 'z'; });
        return small && unknown_.contains(variable->name);
    }

    std::function<std::optional<std::string>(std::string_view)> environment; ///< another line of the environment
    bool names_for_compose = true; ///< a name that the template does not know is Compose's; in a file it is the file's own

private:
    struct HostAt {
        std::size_t at = 0;
        std::size_t length = 0; ///< 0: none
        std::size_t host = 0;
    };

    /// The domain's host that has its variable at this place, as the template has it: `${main_domain}`,
    /// `api.${main_domain}`.
    HostAt host_around(std::string_view value, std::size_t open) const
    {
        HostAt found;
        for (std::size_t i = 0; i < hosts_.size(); ++i) {
            const auto& host = hosts_[i];
            const auto before = host.find("${");
            if (host == "${domain}" || before > open || host.size() <= found.length) continue;
            if (value.substr(open - before).starts_with(host))
                found = {.at = open - before, .length = host.size(), .host = i};
        }
        return found;
    }

    static std::string page_host(std::size_t number) { return fmt::format("${{{}{}}}", page_variable, number); }

    std::string word(std::string_view whole, const std::string& wanted, int depth)
    {
        const auto colon = whole.find(':');
        const auto name = whole.substr(0, colon);
        const auto argument = colon == std::string_view::npos ? std::string_view() : whole.substr(colon + 1);
        if (variables_ != nullptr && variables_->find(whole) != nullptr) return variable(std::string(whole), depth);
        if (name == "domain") return hosts_.empty() ? "${SERVER_HOST}" : page_host(0);
        if (name == "APP_NAME") return app_name_of(definition_.id);
        if (name == "password") return secret(wanted, fmt::format("hex:{}", std::max(size_told(argument, 16) / 2, 8UL)));
        if (name == "base64") return secret(wanted, fmt::format("base64:{}", size_told(argument, 32)));
        if (name == "hash") return secret(wanted, fmt::format("hex:{}", std::max(size_told(argument, 8) / 2, 1UL)));
        if (name == "uuid") return secret(wanted, "uuid");
        if (name == "username") return "admin";
        if (name == "email") return setting({.name = "ADMIN_EMAIL", .label = "E-mail address", .required = true});
        if (name == "randomPort") return port(wanted);
        if (name == "timestamp" || name == "timestamps") return "1767225600";
        if (name == "timestampms") return "1767225600000";
        if (name == "jwt") return token(wanted, argument);
        if (environment) {
            if (auto other = environment(whole)) return *std::move(other);
        }
        unknown_.emplace(whole);
        return fmt::format("{}{{{}}}", names_for_compose ? "$" : "$$", whole);
    }

    std::string variable(const std::string& name, int depth)
    {
        if (const auto known = made_.find(name); known != made_.end()) return known->second;
        made_[name] = ""; // one that names itself is nothing
        made_[name] = text(variables_->text_of(name), setting_name_of(name), depth + 1);
        return made_[name];
    }

    std::string setting(Setting wanted)
    {
        const auto name = wanted.name;
        if (std::ranges::find(definition_.form, name, &Setting::name) == definition_.form.end())
            definition_.form.push_back(std::move(wanted));
        return "${" + name + "}";
    }

    std::string secret(const std::string& name, std::string rule)
    {
        return setting({.name = name,
            .label = title_of(lowered(name)),
            .description = "Made at installation.",
            .type = SettingType::password,
            .generate = std::move(rule)});
    }

    std::string port(const std::string& name)
    {
        return setting({.name = name,
            .label = title_of(lowered(name)),
            .type = SettingType::port,
            .required = true,
            .default_value = fmt::format("{}", 21000 + (std::hash<std::string>{}(definition_.id + name) % 9000))});
    }

    std::string token(const std::string& name, std::string_view argument)
    {
        // `${jwt:secret:payload}`; one of a variable that is not there is as good as any other text.
        const bool known = variables_ != nullptr && variables_->find(argument) != nullptr;
        if (argument.contains(':') || known) {
            definition_.reasons.push_back(
                fmt::format("{} is a token that is signed with another secret: make it by hand", name));
            return setting({.name = name, .label = title_of(lowered(name)), .type = SettingType::password});
        }
        return secret(name, fmt::format("hex:{}", std::max(size_told(argument, 64) / 2, 16UL)));
    }

    Definition& definition_;
    const Node* variables_;
    std::vector<std::string> hosts_;
    std::map<std::string, std::string> made_;
    std::set<std::string, std::less<>> unknown_;
    std::size_t made_in_all_ = 0;
};

std::string_view trimmed_line(std::string_view text)
{
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

/// The lines become a `.env`, where quotes around a value and remarks behind it are none of the value.
std::string_view env_value(std::string_view value)
{
    value = trimmed_line(value);
    if (!value.empty() && (value.front() == '"' || value.front() == '\'')) {
        const auto end = value.find(value.front(), 1);
        const auto rest = end == std::string_view::npos ? std::string_view("no end") : trimmed_line(value.substr(end + 1));
        if (rest.empty() || rest.starts_with('#')) return value.substr(1, end - 1);
    }
    const auto remark = std::min(value.find(" #"), value.find("\t#"));
    return trimmed_line(value.substr(0, remark));
}

using EnvLines = std::vector<std::pair<std::string, std::string>>;

void take_env_line(EnvLines& lines, std::string_view line)
{
    line = trimmed_line(line);
    if (line.starts_with("export ")) line = trimmed_line(line.substr(7));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || line.starts_with('#')) return;
    const auto key = trimmed_line(line.substr(0, equals));
    if (key.empty() || key.contains(' ')) return;
    lines.emplace_back(key, env_value(line.substr(equals + 1)));
}

EnvLines environment_lines(const Node* env);

/// `{KEY = value}`, `{key = KEY, value = …}`, `{value = "KEY=value"}`, or `{env = …, serviceName = …}` with lines again.
void take_env_map(EnvLines& lines, const Node& map)
{
    const auto key = map.text_of("key").empty() ? map.text_of("name") : map.text_of("key");
    constexpr std::array<std::string_view, 4> members{"value", "default", "description", "required"};
    const bool described =
        std::ranges::any_of(members, [&](std::string_view member) { return map.find(member) != nullptr; });
    if (described && !key.empty()) {
        lines.emplace_back(key, env_value(map.text_of("value").empty() ? map.text_of("default") : map.text_of("value")));
    } else if (map.text_of("value").contains('=')) {
        take_env_line(lines, map.text_of("value"));
    } else if (const auto* env = map.find("env"); env != nullptr && (!env->is_scalar() || env->text.contains('='))) {
        std::ranges::copy(environment_lines(env), std::back_inserter(lines));
    } else {
        for (const auto& [name, value] : map.members) {
            if (value.is_scalar()) lines.emplace_back(name, env_value(value.text));
        }
    }
}

/// `env` is a list of `KEY=value`, a list of tables, a table, or a text of lines.
EnvLines environment_lines(const Node* env)
{
    EnvLines lines;
    if (env == nullptr) return lines;
    if (env->is_map()) take_env_map(lines, *env);
    for (const auto& item : env->items) {
        if (item.is_map())
            take_env_map(lines, item);
        else
            take_env_line(lines, item.text);
    }
    for (auto rest = env->text_or_empty(); !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        take_env_line(lines, line);
    }
    return lines;
}

/// A value that the template leaves out is the owner's. A token is given out by a service: none can be made for it.
void leave_to_owner(Definition& definition, const std::string& key)
{
    definition.open_variables.push_back(key);
    const auto name = setting_name_of(key);
    const bool known = std::ranges::find(definition.form, name, &Setting::name) != definition.form.end();
    if (known || !is_secret_name(key) || !lowered(key).ends_with("token")) return;
    definition.form.push_back({.name = name,
        .label = title_of(lowered(name)),
        .description = "Given out by somebody else, or left empty.",
        .type = SettingType::password});
}

void take_dokploy_environment(Definition& definition, Helpers& helpers, const Node* env)
{
    auto lines = environment_lines(env);
    std::map<std::string, std::string> raw(lines.begin(), lines.end());
    std::set<std::string, std::less<>> open;
    helpers.environment = [&](std::string_view name) -> std::optional<std::string> {
        const auto line = raw.find(std::string(name));
        if (line == raw.end() || open.contains(name)) return std::nullopt;
        open.emplace(name);
        auto text = helpers.text(line->second, setting_name_of(line->first));
        open.erase(line->first);
        return text;
    };
    for (const auto& [key, value] : lines) {
        open.emplace(key);
        auto text = helpers.text(value, setting_name_of(key));
        open.erase(key);
        if (text.empty() || helpers.is_unknown_word(text))
            leave_to_owner(definition, key);
        else
            definition.variables[key] = std::move(text);
    }
    helpers.environment = nullptr;
}

/// A variable of the template that no line of the environment passes on, and the compose file names all the same.
void take_named_variables(Definition& definition, Helpers& helpers, const Node* variables)
{
    if (variables == nullptr) return;
    std::set<std::string, std::less<>> named;
    each_scalar(definition.compose,
        [&](const Node& scalar) { each_variable(scalar.text, [&](const Piece& piece) { named.insert(piece.name); }); });
    for (const auto& [name, value] : variables->members) {
        const bool open = std::ranges::find(definition.open_variables, name) != definition.open_variables.end();
        if (open || !named.contains(name) || definition.variables.contains(name)) continue;
        auto text = helpers.text("${" + name + "}", setting_name_of(name));
        if (!text.empty() && !helpers.is_unknown_word(text)) definition.variables[name] = std::move(text);
    }
}

/// An address that the store's proxy would give out.
struct Domain {
    std::string service, port, host, path;
};

/// The name of a domain's service, under the words that people write for it.
std::string_view service_of(const Node& domain)
{
    constexpr std::array<std::string_view, 4> words{"serviceName", "service", "service_name", "name"};
    const auto* const word = std::ranges::find_if(words, [&](std::string_view one) { return !domain.text_of(one).empty(); });
    return word == words.end() ? std::string_view() : domain.text_of(*word);
}

/// A list of tables, or a table of them.
std::vector<Domain> domains_of(const Node* list)
{
    std::vector<Domain> domains;
    if (list == nullptr) return domains;
    auto items = list->items;
    for (const auto& [name, item] : list->members) items.push_back(item);
    for (const auto& item : items) {
        if (!item.is_map() || item.members.empty() || item.text_of("protocol") == "udp") continue;
        Domain domain{.service = std::string(service_of(item)),
            .port = std::string(item.text_of("port")),
            .host = std::string(item.text_of("host")),
            .path = std::string(item.text_of("path"))};
        if (domain.path == "/") domain.path.clear();
        domains.push_back(std::move(domain));
    }
    return domains;
}

bool publishes(const Node& service, const std::string& port)
{
    const auto is_it = [&](const std::string& text) { return text == port || text.ends_with(":" + port); };
    return std::ranges::any_of(service.texts_of("ports"), is_it) || std::ranges::any_of(service.texts_of("expose"), is_it);
}

/// A domain of a service that the compose file calls otherwise: the only one there is, that has the port, or the like name.
void name_services(std::vector<Domain>& domains, const Node* services)
{
    constexpr std::size_t most_domains = 100; ///< each is looked for among all services
    if (services == nullptr || domains.size() > most_domains) return;
    const auto only = [&](const auto& fits) {
        std::string name;
        for (const auto& [other, service] : services->members) {
            if (!fits(other, service)) continue;
            if (!name.empty()) return std::string();
            name = other;
        }
        return name;
    };
    for (auto& domain : domains) {
        if (domain.service.empty() || services->find(domain.service) != nullptr) continue;
        auto name = services->members.size() == 1 ? services->members.front().first : std::string();
        if (name.empty() && !domain.port.empty())
            name = only([&](const std::string&, const Node& service) { return publishes(service, domain.port); });
        if (name.empty())
            name = only([&](const std::string& other, const Node&) { return other.starts_with(domain.service + "-"); });
        if (!name.empty()) domain.service = std::move(name);
    }
}

/// How much an address looks like the one that people open.
int page_likeness(const Domain& domain, std::string_view id)
{
    constexpr std::array<std::string_view, 6> fronts{"front", "web", "client", "-ui", "_ui", "dashboard"};
    const auto service = lowered(domain.service);
    const bool front = std::ranges::any_of(fronts, [&](std::string_view word) { return service.contains(word); });
    return (domain.path.empty() ? 4 : 0) + (domain.host.starts_with("${main_domain}") ? 2 : 0) + (front ? 1 : 0)
        + (service == id ? 1 : 0);
}

/// The page's address comes first.
void take_domains(Definition& definition, std::vector<Domain>& domains)
{
    if (domains.empty()) return;
    const auto id = app_name_of(definition.id);
    const auto page = std::ranges::max_element(domains, {}, [&](const Domain& domain) { return page_likeness(domain, id); });
    std::rotate(domains.begin(), page, page + 1);
    definition.page.service = domains.front().service;
    definition.page.container_port = domains.front().port;
    definition.page.path = domains.front().path;
    for (const auto& domain : domains | std::views::drop(1)) {
        definition.more_pages.emplace_back(domain.service, domain.port);
        const bool joined = domain.host == domains.front().host && domain.path != domains.front().path
            && domain.service != domains.front().service;
        if (joined) {
            definition.reasons.push_back(fmt::format(
                "the store's proxy joins several services under one address ({} is at {}): here each has a port of its own",
                domain.service, domain.path.empty() ? "/" : domain.path));
        }
    }
}

void take_mounts(Definition& definition, Helpers& helpers, const Node* mounts)
{
    if (mounts == nullptr) return;
    helpers.names_for_compose = false;
    for (const auto& mount : mounts->items) {
        std::string path(mount.text_of("filePath"));
        while (path.starts_with('/') || path.starts_with("./")) path.erase(0, path.starts_with('/') ? 1 : 2);
        if (path.empty()) continue;
        const auto content = mount.text_of("content");
        const auto text = helpers.text(content, setting_name_of(path));
        if (text == escaped(content))
            definition.seeds["files/" + path] = content;
        else
            definition.templates["files/" + path] = text;
    }
}

Result<void> take_template(Definition& definition, const std::string& text)
{
    TRY(const auto tree, parse_toml_tree(text));
    const auto* config = tree.find("config");
    const auto part = [&](const char* name) {
        const auto* found = config == nullptr ? nullptr : config->find(name);
        return found != nullptr ? found : tree.find(name);
    };
    auto domains = domains_of(part("domains"));
    name_services(domains, definition.compose.find("services"));
    take_domains(definition, domains);
    std::vector<std::string> hosts;
    for (const auto& domain : domains) hosts.push_back(domain.host);
    Helpers helpers(definition, tree.find("variables"), std::move(hosts));
    const auto* env = part("env");
    for (const auto* list : {part("domains"), part("mounts")}) {
        // Written below the header of a domain, it belongs to that one by TOML's rules, and is meant for the app.
        for (std::size_t i = 0; env == nullptr && list != nullptr && i < list->items.size(); ++i)
            env = list->items[i].find("env");
    }
    take_dokploy_environment(definition, helpers, env);
    take_named_variables(definition, helpers, tree.find("variables"));
    take_mounts(definition, helpers, part("mounts"));
    return {};
}

void take_meta(Listing& listing, const std::string& text)
{
    const auto meta = parse_json_tree(text);
    if (!meta) return;
    listing.display_name = meta->text_of("name");
    listing.version = meta->text_of("version");
    listing.description = meta->text_of("description");
    if (const auto tags = meta->texts_of("tags"); !tags.empty()) listing.category = title_of(tags.front());
    if (const auto* links = meta->find("links")) {
        listing.website = web_address(links->text_of("website"));
        listing.source = web_address(links->text_of("github"));
        listing.support = web_address(links->text_of("docs"));
    }
}

} // namespace

Result<Definition> read_dokploy(const Found& found)
{
    Definition definition{.format = Format::dokploy};
    CHECK(take_compose(definition, found));
    definition.roots = {{.prefix = "../files/", .place = Place::app_data}};
    definition.platform_networks = {"dokploy-network"};
    definition.all_variables_to_env_file = true;
    if (const auto meta = found.files.find("meta.json"); meta != found.files.end())
        take_meta(definition.listing, meta->second);
    if (definition.listing.display_name.empty()) definition.listing.display_name = title_of(found.id);
    for (const auto& [name, text] : found.files) {
        if (name.ends_with(".svg") && !name.contains('/')) definition.listing.icon_svg = text;
    }
    if (const auto toml = found.files.find("template.toml"); toml != found.files.end()) {
        if (const auto taken = take_template(definition, toml->second); !taken) {
            definition.reasons.push_back(
                fmt::format("its template.toml cannot be read ({}): the page and the values of variables are guessed",
                    taken.error().message));
        }
    } else {
        definition.reasons.emplace_back("it has no template.toml: the page and the values of variables are guessed");
    }
    return definition;
}

} // namespace furtka::imports
