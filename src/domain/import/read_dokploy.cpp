// Dokploy's blueprints: docker-compose.yml, template.toml (variables, environment, domains, files) and meta.json.
#include "base/ascii.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/structured.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>

namespace furtka::imports {
namespace {

std::size_t size_told(std::string_view text, std::size_t usual)
{
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc{} && value > 0 && value <= 256 ? value : usual;
}

/// Replaces what the template's own language means. A value made by chance becomes a setting of the name `wanted`.
class Helpers {
public:
    Helpers(Definition& definition, const Node* variables) : definition_(definition), variables_(variables) { }

    /// The text for Compose. `wanted` names the setting if the text needs one.
    std::string text(std::string_view value, const std::string& wanted, int depth = 0)
    {
        std::string out;
        while (!value.empty()) {
            const auto open = value.find("${");
            const auto close = open == std::string_view::npos ? open : value.find('}', open);
            if (close == std::string_view::npos || depth > 8) return out + escaped(value);
            out += escaped(value.substr(0, open));
            out += word(value.substr(open + 2, close - open - 2), wanted, depth);
            value.remove_prefix(close + 1);
        }
        return out;
    }

    std::function<std::optional<std::string>(std::string_view)> environment; ///< another line of the environment

private:
    std::string word(std::string_view whole, const std::string& wanted, int depth)
    {
        const auto colon = whole.find(':');
        const auto name = whole.substr(0, colon);
        const auto argument = colon == std::string_view::npos ? std::string_view() : whole.substr(colon + 1);
        if (variables_ != nullptr && variables_->find(whole) != nullptr) return variable(std::string(whole), depth);
        if (name == "domain") return "${SERVER_HOST}";
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
        return fmt::format("${{{}}}", whole);
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
        if (argument.contains(':') || (!argument.empty() && size_told(argument, 0) == 0)) {
            definition_.reasons.push_back(
                fmt::format("{} is a token that is signed with another secret: make it by hand", name));
            return setting({.name = name, .label = title_of(lowered(name)), .type = SettingType::password});
        }
        return secret(name, fmt::format("hex:{}", std::max(size_told(argument, 64) / 2, 16UL)));
    }

    Definition& definition_;
    const Node* variables_;
    std::map<std::string, std::string> made_;
};

/// `env` is a list of `KEY=value`, a list of tables, or a table.
std::vector<std::pair<std::string, std::string>> environment_lines(const Node* env)
{
    std::vector<std::pair<std::string, std::string>> lines;
    if (env == nullptr) return lines;
    const auto from_map = [&lines](const Node& map) {
        for (const auto& [key, value] : map.members) lines.emplace_back(key, std::string(value.text_or_empty()));
    };
    if (env->is_map()) from_map(*env);
    for (const auto& item : env->items) {
        if (item.is_map()) from_map(item);
        const auto equals = item.text.find('=');
        const bool remark = item.text.starts_with('#') || item.text.substr(0, equals).contains(' ');
        if (item.is_scalar() && equals != std::string::npos && !remark)
            lines.emplace_back(item.text.substr(0, equals), item.text.substr(equals + 1));
    }
    return lines;
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
        if (value.empty()) continue; // the owner gives it
        open.emplace(key);
        definition.variables[key] = helpers.text(value, setting_name_of(key));
        open.erase(key);
    }
    helpers.environment = nullptr;
}

void take_domains(Definition& definition, const Node* domains)
{
    if (domains == nullptr) return;
    for (const auto& domain : domains->items) {
        if (!definition.page.service.empty()) {
            definition.more_pages.emplace_back(domain.text_of("serviceName"), domain.text_of("port"));
            continue;
        }
        definition.page.service = domain.text_of("serviceName");
        definition.page.container_port = domain.text_of("port");
        definition.page.path = domain.text_of("path");
        if (definition.page.path == "/") definition.page.path.clear();
    }
}

void take_mounts(Definition& definition, Helpers& helpers, const Node* mounts)
{
    if (mounts == nullptr) return;
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
    Helpers helpers(definition, tree.find("variables"));
    take_domains(definition, part("domains"));
    take_dokploy_environment(definition, helpers, part("env"));
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
        CHECK(take_template(definition, toml->second));
    } else {
        definition.reasons.emplace_back("it has no template.toml: the page and the values of variables are guessed");
    }
    return definition;
}

} // namespace furtka::imports
