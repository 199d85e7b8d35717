// Coolify's service templates: a compose file with comments at its top and variables named SERVICE_….
#include "base/ascii.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace furtka::imports {
namespace {

/// `# slogan: …` lines at the top.
std::map<std::string, std::string> header_of(std::string_view text)
{
    std::map<std::string, std::string> header;
    while (text.starts_with('#')) {
        auto line = text.substr(1, std::min(text.find('\n'), text.size()) - 1);
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        auto key = line.substr(0, colon);
        auto value = line.substr(colon + 1);
        while (key.starts_with(' ')) key.remove_prefix(1);
        while (value.starts_with(' ')) value.remove_prefix(1);
        header.emplace(key, value);
    }
    return header;
}

/// `SERVICE_PASSWORD_64_ADMIN` as its parts: PASSWORD, 64, ADMIN.
struct Magic {
    std::string kind;
    std::size_t size = 0;
    std::string id;
    std::string port; ///< of `SERVICE_URL_APP_3000`
};

std::optional<std::size_t> whole_number(std::string_view text)
{
    std::size_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<Magic> magic_of(std::string_view name)
{
    if (!name.starts_with("SERVICE_")) return std::nullopt;
    name.remove_prefix(8);
    Magic magic;
    const auto end = std::min(name.find('_'), name.size());
    magic.kind = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    const auto next = name.substr(0, name.find('_'));
    if (magic.kind != "URL" && magic.kind != "FQDN") {
        if (const auto size = whole_number(next)) {
            magic.size = *size;
            name.remove_prefix(std::min(next.size() + 1, name.size()));
        }
    } else if (const auto last = name.rfind('_'); last != std::string_view::npos && whole_number(name.substr(last + 1))) {
        magic.port = name.substr(last + 1);
        name = name.substr(0, last);
    }
    magic.id = name;
    return magic;
}

Setting asked_setting(std::string name, std::string label, SettingType type)
{
    return {.name = std::move(name), .label = std::move(label), .type = type};
}

void add_coolify_setting(Definition& definition, Setting setting)
{
    if (std::ranges::find(definition.form, setting.name, &Setting::name) == definition.form.end())
        definition.form.push_back(std::move(setting));
}

/// The user's name of one service: fixed, for it is no secret and some programs refuse digits.
std::string user_of(const std::string& id)
{
    auto user = app_name_of(id);
    std::erase_if(user, [](char c) { return c == '-' || c == '_'; });
    return user.size() < 3 || user == "root" ? "admin" : user;
}

void take_secret(Definition& definition, const std::string& name, const Magic& magic)
{
    const auto size = std::clamp<std::size_t>(magic.size, 32, 128);
    auto setting =
        asked_setting(name, title_of(lowered(magic.id.empty() ? magic.kind : magic.id)) + " secret", SettingType::password);
    setting.description = "Made at installation.";
    setting.generate = magic.kind.contains("BASE64") ? fmt::format("base64:{}", size) : fmt::format("hex:{}", size / 2);
    if (magic.kind == "HEX") setting.generate = fmt::format("hex:{}", size / 2);
    definition.variables[name] = "${" + name + "}";
    add_coolify_setting(definition, std::move(setting));
}

void take_magic(Definition& definition, const std::string& name)
{
    const auto magic = magic_of(name);
    if (!magic || definition.variables.contains(name)) return;
    if (magic->kind == "URL") {
        definition.variables[name] = "http://${SERVER_HOST}:${WEB_PORT}";
    } else if (magic->kind == "FQDN") {
        definition.variables[name] = "${SERVER_HOST}:${WEB_PORT}";
    } else if (magic->kind == "USER") {
        definition.variables[name] = user_of(magic->id);
    } else if (magic->kind == "NAME") {
        definition.variables[name] = app_name_of(definition.id);
    } else if (magic->kind == "EMAIL") {
        definition.variables[name] = "${ADMIN_EMAIL:-}";
    } else if (magic->kind.starts_with("SUPABASE")) {
        definition.reasons.push_back(fmt::format("{} is a token that is signed with another secret: make it by hand", name));
        definition.variables[name] = "${" + name + "}";
        add_coolify_setting(definition, asked_setting(name, title_of(lowered(name)), SettingType::password));
    } else {
        take_secret(definition, name, *magic);
    }
}

/// `SERVICE_URL_APP_3000` among the variables of a service says that the page is there; as a variable it means nothing.
void take_coolify_environment(
    Definition& definition, const std::string& service, const Node& environment, const std::string& header_port)
{
    const auto look = [&](std::string_view key) {
        const auto magic = magic_of(key);
        if (!magic || (magic->kind != "URL" && magic->kind != "FQDN")) return;
        // One that tells a port counts more; of these the first, or the one of the header's port.
        auto& page = definition.page;
        const bool better = !magic->port.empty() && (page.container_port.empty() || magic->port == header_port);
        if (!page.service.empty() && !better) return;
        page.service = service;
        page.container_port = magic->port;
    };
    for (const auto& item : environment.items) look(std::string_view(item.text).substr(0, item.text.find('=')));
    for (const auto& [key, value] : environment.members) look(key);
}

/// Volumes with `content:` are files of the app.
void take_contents(Definition& definition, Node& volumes)
{
    for (auto& volume : volumes.items) {
        const auto source = std::string(volume.text_of("source"));
        const auto* content = volume.find("content");
        if (!source.starts_with("./") || content == nullptr) continue;
        const auto path = source.substr(2);
        const auto text = std::string(content->text_or_empty());
        bool varies = false;
        each_variable(text, [&](const Piece& piece) { varies = varies || magic_of(piece.name).has_value(); });
        if (varies)
            definition.templates[path] = text;
        else
            definition.seeds[path] = text;
    }
}

} // namespace

Result<Definition> read_coolify(const Found& found)
{
    Definition definition{.format = Format::coolify};
    CHECK(take_compose(definition, found));
    const auto header = header_of(definition.author_text);
    const auto told = [&](const char* key) {
        const auto line = header.find(key);
        return line == header.end() ? std::string() : line->second;
    };
    auto& listing = definition.listing;
    listing.display_name = title_of(found.id);
    listing.tagline = told("slogan");
    listing.description = told("slogan");
    listing.category = told("category");
    listing.website = web_address(told("documentation"));
    if (told("ignore") == "true") definition.reasons.emplace_back("the store itself does not offer it (ignore: true)");
    definition.roots = {{.prefix = "/data/coolify/", .place = Place::app_data}};
    definition.platform_networks = {"coolify"};

    if (auto* services = definition.compose.find("services")) {
        for (auto& [name, service] : services->members) {
            if (auto* environment = service.find("environment"))
                take_coolify_environment(definition, name, *environment, told("port"));
            if (auto* volumes = service.find("volumes")) take_contents(definition, *volumes);
        }
    }
    if (const auto port = told("port"); !port.empty()) definition.page.container_port = port;
    each_scalar(definition.compose, [&](const Node& scalar) {
        each_variable(scalar.text, [&](const Piece& piece) { take_magic(definition, piece.name); });
        const auto key = std::string_view(scalar.text).substr(0, scalar.text.find('='));
        if (magic_of(key)) take_magic(definition, std::string(key));
    });
    return definition;
}

} // namespace furtka::imports
