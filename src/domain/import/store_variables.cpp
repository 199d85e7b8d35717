// The store's own variables, put in place.
#include "domain/import/draft.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/variables.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace furtka::imports {
namespace {

bool is_coolify_mark(std::string_view key) { return key.starts_with("SERVICE_URL_") || key.starts_with("SERVICE_FQDN_"); }

/// `KEY` without a value takes the one of `.env`, which for the store's own variables is known.
void fill_passed_through(Draft& draft, Node& environment)
{
    const auto& variables = draft.definition.variables;
    std::erase_if(environment.members, [&](const Node::Member& member) {
        return draft.definition.format == Format::coolify && is_coolify_mark(member.first)
            && (member.second.is_null() || member.second.text.starts_with('/'));
    });
    for (auto& [key, value] : environment.members) {
        if (value.is_null() && variables.contains(key)) value = Node::scalar(variables.at(key));
    }
}

/// The platform gives every container its variables; here a service that reads one in a script gets the line for it.
void give_to_scripts(const Draft& draft, Node& service)
{
    std::set<std::string> names;
    for (const auto* word : {"command", "entrypoint", "healthcheck"}) {
        const auto* part = service.find(word);
        if (part == nullptr) continue;
        each_scalar(*part, [&](const Node& scalar) {
            for (auto& name : shell_variables(scalar.text)) names.insert(std::move(name));
        });
    }
    for (const auto& name : names) {
        const auto known = draft.definition.variables.find(name);
        if (known == draft.definition.variables.end()) continue;
        auto& environment = service.at("environment");
        const auto* there = environment.find(name);
        if (there == nullptr || there->is_null()) environment.set(name, Node::scalar(known->second));
    }
}

/// A number or truth value that is written as YAML would write it.
bool is_same_as_number(std::string_view text)
{
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    return text == "true" || text == "false" || (digits && (text.size() == 1 || text.front() != '0'));
}

bool is_own_env_file(std::string_view path)
{
    return path == ".env" || path == "./.env" || path == "stack.env" || path == "./stack.env";
}

std::vector<std::string> env_files_of(const Node& service, const Definition& definition)
{
    std::vector<std::string> paths = service.texts_of("env_file");
    if (const auto* files = service.find("env_file")) {
        for (const auto& item : files->items) {
            const bool there = definition.seeds.contains(std::string(item.text_of("path")));
            if (item.is_map() && (item.text_of("required") != "false" || there || is_own_env_file(item.text_of("path"))))
                paths.emplace_back(item.text_of("path"));
        }
    }
    return paths;
}

/// `KEY=value` lines of a file that comes with the definition.
void take_lines(std::string_view text, Node& environment)
{
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
        const auto equals = line.find('=');
        if (line.empty() || line.starts_with('#') || equals == std::string_view::npos) continue;
        const std::string key(line.substr(0, equals));
        auto value = line.substr(equals + 1);
        const bool quoted =
            value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.front() == value.back();
        if (quoted) value = value.substr(1, value.size() - 2);
        if (environment.find(key) == nullptr) environment.set(key, Node::scalar(std::string(value)));
    }
}

/// A file of the definition, as Compose's text. Dokploy keeps those of its templates in `../files`.
std::optional<std::string> env_file_text(const Definition& definition, std::string path)
{
    while (path.starts_with("./") || path.starts_with("../")) path.erase(0, path.find('/') + 1);
    for (const auto& place : {path, "files/" + path}) {
        if (const auto file = definition.seeds.find(place); file != definition.seeds.end()) return escaped(file->second);
        if (const auto file = definition.templates.find(place); file != definition.templates.end()) return file->second;
    }
    return std::nullopt;
}

/// Variables of the `.env` that the owner gives.
std::vector<std::string> open_variables(const Definition& definition)
{
    if (definition.all_variables_to_env_file) return definition.open_variables;
    std::vector<std::string> names;
    for (const auto& setting : definition.form) names.push_back(setting.name);
    return names;
}

/// A `.env` beside the author's file gives Compose the file's variables, and `env_file: .env` the same to the service.
void pass_on_variables(const Node& compose, Node& environment)
{
    each_scalar(compose, [&](const Node& scalar) {
        each_variable(scalar.text, [&](const Piece& piece) {
            const bool plain = piece.op.empty() || piece.must_be_set();
            if (plain && environment.find(piece.name) == nullptr)
                environment.set(piece.name, Node::scalar("${" + piece.name + "}"));
        });
    });
}

/// The `.env` of the app itself: what the store, the author's file and the form know of it.
void take_own_env_file(Draft& draft, const std::string& name, const std::string& path, Node& environment)
{
    const auto& definition = draft.definition;
    const auto before = environment.members.size();
    for (const auto& [key, value] : definition.variables) {
        if (definition.all_variables_to_env_file && environment.find(key) == nullptr)
            environment.set(key, Node::scalar(value));
    }
    if (definition.format == Format::compose) pass_on_variables(draft.before, environment);
    for (const auto& key : open_variables(definition)) {
        if (environment.find(key) == nullptr) environment.set(key, Node::scalar("${" + setting_name_of(key) + "}"));
    }
    const bool unknown = environment.members.size() == before && definition.proposals.empty();
    if (unknown && definition.format == Format::compose)
        draft.reason("the service " + name + " reads the file " + path
            + ", which is not in the store, and nothing is known of it: give its values in the override file");
}

/// What an environment file would have given, as variables of the service itself.
void inline_env_files(Draft& draft, const std::string& name, Node& service)
{
    const auto paths = env_files_of(service, draft.definition);
    if (paths.empty()) {
        service.erase("env_file");
        return;
    }
    auto& environment = service.at("environment");
    if (environment.is_null()) environment = Node::map();
    for (const auto& path : paths) {
        const auto text = env_file_text(draft.definition, path);
        if (text) {
            take_lines(*text, environment);
        } else if (is_own_env_file(path)) {
            take_own_env_file(draft, name, path, environment);
        } else {
            draft.reason("the service " + name + " reads the file " + path
                + ", which is not in the store: give its values in the override file");
        }
    }
    service.erase("env_file");
    draft.repair("inline-env-file");
    if (service.find("environment")->members.empty()) service.erase("environment");
}

/// `https://notes-${domain}/x` is the page, `me@${domain}` the server: the name that a gateway gave the app is neither.
std::string without_gateway(const std::string& text, const std::set<std::string>& names)
{
    const auto pieces = pieces_of(text);
    if (!pieces) return text;
    const auto is_label = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    std::string out;
    bool told = false;
    for (const auto& piece : *pieces) {
        if (!names.contains(piece.name)) {
            std::string_view raw = piece.raw;
            for (const std::string_view zone : {".sslip.io", ".nip.io"}) {
                if (told && raw.starts_with(zone)) raw.remove_prefix(zone.size());
            }
            told = false;
            out += raw;
            continue;
        }
        if (out.ends_with('-')) {
            while (!out.empty() && is_label(out.back())) out.pop_back();
        }
        const bool secure = out.ends_with("https://");
        if (secure) out.erase(out.size() - 4, 1); // the s
        out += secure || out.ends_with("http://") ? "${SERVER_HOST}:${WEB_PORT}" : "${SERVER_HOST}";
        told = true;
    }
    return out;
}

void replace_secure_page(std::string& text)
{
    constexpr std::string_view secure = "https://${SERVER_HOST}:${WEB_PORT}";
    for (auto at = text.find(secure); at != std::string::npos; at = text.find(secure, at + 1)) text.erase(at + 4, 1);
}

void leave_gateway(Draft& draft)
{
    const auto& names = draft.definition.gateway_variables;
    if (names.empty()) return;
    bool told = false;
    for (auto& [name, service] : draft.services_node()->members) {
        for (const auto* word : {"environment", "command", "entrypoint", "healthcheck", "hostname"}) {
            auto* part = service.find(word);
            if (part == nullptr) continue;
            each_scalar(*part, [&](Node& scalar) {
                auto text = without_gateway(scalar.text, names);
                if (text == scalar.text) return;
                scalar.text = std::move(text);
                told = true;
            });
        }
    }
    if (told)
        draft.reason("the store's gateway gave the app names and certificates: its addresses are the server's now, see that "
                     "they are right");
}

} // namespace

void put_store_variables(Draft& draft)
{
    const auto& variables = draft.definition.variables;
    leave_gateway(draft);
    // The store's proxy has the certificates: without it the page is plain HTTP.
    const bool plain_http = draft.definition.format == Format::runtipi && draft.definition.page.scheme != "https";
    for (auto& [name, service] : draft.services_node()->members) {
        if (draft.definition.format == Format::coolify) give_to_scripts(draft, service);
        if (auto* environment = service.find("environment")) {
            fill_passed_through(draft, *environment);
            if (environment->members.empty()) service.erase("environment");
        }
        inline_env_files(draft, name, service);
    }
    each_scalar(draft.tree, [&](Node& scalar) {
        auto text = with_variables(scalar.text, [&](const Piece& piece) -> std::optional<std::string> {
            const auto found = variables.find(piece.name);
            if (found == variables.end()) return std::nullopt;
            if (piece.op == ":+" || piece.op == "+") return found->second.empty() ? std::string() : piece.rest;
            return found->second;
        });
        // What Compose puts in place is a text: `1.10` stays that, and does not become a number.
        if (text != scalar.text && !is_same_as_number(text)) scalar.plain = false;
        scalar.text = std::move(text);
        if (plain_http) replace_secure_page(scalar.text);
    });
    for (const auto& setting : draft.definition.form) draft.setting(setting.name) = setting;
}

} // namespace furtka::imports
