// CasaOS and ZimaOS stores: a compose file with `x-casaos` beside the services and in each of them.
#include "base/ascii.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace furtka::imports {
namespace {

void take_casaos_listing(Definition& definition, const Node& about)
{
    auto& listing = definition.listing;
    listing.display_name = english(about.find("title"));
    listing.version = about.text_of("version");
    listing.tagline = english(about.find("tagline"));
    listing.description_long = english(about.find("description"));
    listing.category = about.text_of("category");
    for (const auto* word : {"website", "homepage"}) {
        if (listing.website.empty()) listing.website = web_address(about.text_of(word));
    }
    listing.source = web_address(about.text_of("repo"));
    listing.support = web_address(about.text_of("support"));
    for (const auto* word : {"release_notes", "releaseNotes"}) {
        if (listing.release_notes.empty()) listing.release_notes = english(about.find(word));
    }
    listing.architectures = about.texts_of("architectures");
    for (const auto& link : about.texts_of("screenshot_link")) {
        if (const auto address = web_address(link); !address.empty()) listing.screenshots.push_back(address);
    }
    if (const auto* tips = about.find("tips")) {
        for (const auto* word : {"before_install", "after_install"}) {
            const auto text = english(tips->find(word));
            if (!text.empty() && !listing.tips.empty()) listing.tips += listing.tips.ends_with('\n') ? "\n" : "\n\n";
            listing.tips += text;
        }
        if (listing.tips.empty()) listing.tips = english(tips);
    }
}

/// `192.168.1.10`: an author's own server.
bool is_number_address(std::string_view host)
{
    return std::ranges::count(host, '.') == 3
        && std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

/// The port of `http://localhost:9002/`.
std::string port_of_address(std::string_view address)
{
    const auto scheme = address.find("://");
    if (scheme == std::string_view::npos) return {};
    address = address.substr(scheme + 3);
    address = address.substr(0, address.find('/'));
    const auto colon = address.rfind(':');
    return colon == std::string_view::npos ? std::string() : std::string(address.substr(colon + 1));
}

/// `webui_port` is what the service listens on behind a gateway; without any word of a port it is what it exposes.
void take_casaos_page(PageHint& page, const Node& compose, const Node& about)
{
    page.service = about.text_of("main");
    page.host_port = with_defaults(about.text_of("port_map"));
    page.container_port = with_defaults(about.text_of("webui_port"));
    if (const auto* map = about.find("port_map"); map != nullptr && !map->items.empty()) {
        page.host_port = map->items.front().text_of("host");
        page.container_port = map->items.front().text_of("container");
    }
    if (page.host_port.empty()) page.host_port = port_of_address(about.text_of("web_ui"));
    // Behind a gateway the scheme is the gateway's: without it the page is plain HTTP.
    const bool gateway = page.host_port.empty() && !page.container_port.empty();
    if (about.text_of("scheme") == "https" && !gateway) page.scheme = "https";
    page.path = about.text_of("index");
    while (page.path.ends_with(' ')) page.path.pop_back();
    if (page.path == "/") page.path.clear();
    // The page of something else, such as the instructions of its maker.
    const auto elsewhere = about.text_of("hostname");
    if (elsewhere.contains('.') && !elsewhere.contains('$') && !is_number_address(elsewhere)) {
        page.host_port = "-";
        return;
    }
    const auto* services = compose.find("services");
    const auto* main = services == nullptr ? nullptr : services->find(page.service);
    const bool told = !page.host_port.empty() || !page.container_port.empty();
    const bool paged = !about.text_of("index").empty() || compose.find("x-compose-app") != nullptr;
    // The store opens nothing for an app that names neither a port nor an address.
    const bool words = about.find("title") != nullptr || about.find("tagline") != nullptr;
    if (!told && !paged && words) {
        page.host_port = "-";
        return;
    }
    if (main == nullptr || told || !paged || main->find("ports") != nullptr) return;
    const auto exposed = main->texts_of("expose");
    if (!exposed.empty()) page.container_port = exposed.front().substr(0, exposed.front().find('/'));
}

/// What the store says of a service's variables, by the name in the container and by that of the variable behind it.
void take_casaos_notes(Definition& definition, const Node& service)
{
    const auto* about = service.find("x-casaos");
    const auto* envs = about == nullptr ? nullptr : about->find("envs");
    if (envs == nullptr) return;
    const auto value_of = [&](const std::string& key) -> std::string {
        const auto* environment = service.find("environment");
        if (environment == nullptr) return {};
        for (const auto& item : environment->items) {
            if (item.text.starts_with(key + "=")) return item.text.substr(key.size() + 1);
        }
        return std::string(environment->text_of(key));
    };
    for (const auto& env : envs->items) {
        const std::string key(env.text_of("container"));
        auto note = english(env.find("description"));
        if (key.empty() || note.empty() || note == key || note.starts_with("Container Variable")) continue;
        if (const auto variable = only_variable(value_of(key))) definition.notes.emplace(variable->name, note);
        definition.notes.emplace(key, std::move(note));
    }
}

/// `mkdir` of folders, whose names may hold variables; nothing that another program tells.
bool only_makes_folders(std::string_view line)
{
    if (!line.starts_with("mkdir ") || line.find_first_of(";|`") != std::string_view::npos || line.contains("$("))
        return false;
    return !line.contains("&&") || line.find("&&") + 3 >= line.size();
}

/// The next line of a script; one that ends with a backslash goes on.
std::string next_line(std::string_view& script)
{
    std::string line;
    for (bool more = true; more && !script.empty();) {
        auto part = script.substr(0, script.find('\n'));
        script.remove_prefix(std::min(part.size() + 1, script.size()));
        while (part.starts_with(' ') || part.starts_with('\t')) part.remove_prefix(1);
        more = part.ends_with('\\');
        if (more) part.remove_suffix(1);
        line += part;
    }
    return line;
}

bool does_something(std::string_view script)
{
    while (!script.empty()) {
        const auto line = next_line(script);
        const bool idle = line.empty() || line.starts_with('#') || line.starts_with("echo ") || line.starts_with("set -");
        if (!idle && !only_makes_folders(line)) return true;
    }
    return false;
}

void tell_of_script(Definition& definition, std::string_view name, std::string_view script)
{
    if (does_something(script))
        definition.reasons.push_back(
            fmt::format("the store runs a script ({}) that is not taken over: do by hand what the app needs of it", name));
}

/// A script is never run: what it does for the app is told, unless it only makes folders.
void tell_of_scripts(Definition& definition, const Node& about)
{
    for (const auto* word : {"pre-install-cmd", "post-install-cmd", "pre_install_cmd", "post_install_cmd"})
        tell_of_script(definition, word, about.text_of(word));
}

/// `alnum:32`, `hex:64`: so many signs.
std::string store_generate(std::string_view rule)
{
    const auto colon = rule.find(':');
    const auto kind = rule.substr(0, colon);
    if (kind == "uuid") return "uuid";
    std::size_t size = 32;
    if (colon != std::string_view::npos) {
        const auto digits = rule.substr(colon + 1);
        std::from_chars(digits.data(), digits.data() + digits.size(), size);
    }
    size = std::clamp<std::size_t>(size, 8, 256);
    return kind == "base64" ? fmt::format("base64:{}", size) : fmt::format("hex:{}", (size + 1) / 2);
}

/// `x-compose-app` says what the store does around the app: it makes secrets, brings files, and runs containers and scripts.
void take_store_part(Definition& definition, const Node& part)
{
    if (const auto* secrets = part.find("secrets")) {
        for (const auto& [name, rule] : secrets->members) {
            if (!rule.is_scalar() || name != setting_name_of(name)) continue;
            definition.form.push_back({.name = name,
                .label = title_of(lowered(name)),
                .description = "Made at installation.",
                .type = SettingType::password,
                .generate = store_generate(rule.text)});
        }
    }
    if (const auto* files = part.find("files")) {
        for (const auto& file : files->items) {
            constexpr std::string_view folder = "/DATA/AppData/";
            const auto path = with_defaults(file.text_of("path"));
            const auto inside = path.starts_with(folder) ? path.find('/', folder.size()) : std::string::npos;
            const auto from = definition.seeds.find(std::string(file.text_of("from")));
            if (file.text_of("path").starts_with(folder) && inside != std::string::npos && from != definition.seeds.end())
                definition.seeds.emplace(path.substr(inside + 1), from->second);
        }
    }
    if (const auto* init = part.find("init")) {
        for (const auto& step : init->items)
            definition.reasons.push_back(
                fmt::format("the store runs a container once ({}, {}) that is not taken over: do by hand what the app needs "
                            "of it",
                    step.text_of("name"), step.text_of("image")));
    }
    if (const auto* hooks = part.find("hooks")) {
        for (const auto& [name, script] : hooks->members) tell_of_script(definition, name, script.text_or_empty());
    }
}

/// `{{upstreams 8080}}`: what the gateway asks for a page.
std::string gateway_port(const Node& service)
{
    const auto* labels = service.find("labels");
    if (labels == nullptr) return {};
    constexpr std::string_view mark = "{{upstreams ";
    std::string port;
    each_scalar(*labels, [&](const Node& label) {
        const auto at = label.text.find(mark);
        if (at == std::string::npos || !port.empty()) return;
        const auto begin = at + mark.size();
        port = label.text.substr(begin, label.text.find_first_not_of("0123456789", begin) - begin);
    });
    return port;
}

/// Further services that the gateway gives a name of their own get a port of their own.
void take_more_pages(Definition& definition)
{
    const auto* services = definition.compose.find("services");
    if (services == nullptr || definition.page.service.empty()) return;
    for (const auto& [name, service] : services->members) {
        auto port = gateway_port(service);
        if (name == definition.page.service || port.empty()) continue;
        definition.more_pages.emplace_back(name, std::move(port));
        definition.reasons.push_back(fmt::format(
            "the store's gateway gave its service {} a name of its own: it has a port here, see that the app is told",
            name));
    }
}

/// The store's words of an app; a store that grew out of CasaOS calls them after itself.
const Node* store_words(const Node& compose)
{
    const auto* words = compose.find("x-casaos");
    if (words != nullptr && words->is_map()) return words;
    for (const auto& [name, part] : compose.members) {
        if (name.starts_with("x-") && part.find("main") != nullptr && part.find("title") != nullptr) return &part;
    }
    return nullptr;
}

/// `$APP_DEFAULT_PASSWORD` in a text for people is where they find it.
void name_passwords(Definition& definition, const std::string& password)
{
    auto& listing = definition.listing;
    for (auto* text : {&listing.tips, &listing.description_long}) {
        *text = with_variables(*text, [&](const Piece& piece) -> std::optional<std::string> {
            const auto found = definition.variables.find(piece.name);
            const bool told = found != definition.variables.end() && found->second == password;
            return told ? std::optional<std::string>("(Default password, among the app's settings)") : std::nullopt;
        });
    }
}

} // namespace

Result<Definition> read_casaos(const Found& found)
{
    Definition definition{.format = Format::casaos};
    CHECK(take_compose(definition, found));
    if (const auto* about = store_words(definition.compose)) {
        take_casaos_listing(definition, *about);
        take_casaos_page(definition.page, definition.compose, *about);
        if (is_number_address(about->text_of("hostname"))) definition.author_host = about->text_of("hostname");
        take_more_pages(definition);
        tell_of_scripts(definition, *about);
        if (definition.page.path.contains('$'))
            definition.reasons.emplace_back("the address of its page ends with a value of its own: " + definition.page.path);
    } else {
        definition.reasons.emplace_back("it has no x-casaos part: name, icon and page are guessed");
    }
    if (definition.listing.display_name.empty()) definition.listing.display_name = title_of(found.id);
    if (const auto icon = found.files.find("icon.svg"); icon != found.files.end())
        definition.listing.icon_svg = icon->second;

    definition.roots = {{.prefix = "/DATA/AppData/", .place = Place::app_data}, {.prefix = "/DATA/", .place = Place::media}};
    const auto name = app_name_of(found.id);
    if (const auto* services = definition.compose.find("services")) {
        for (const auto& [word, service] : services->members) take_casaos_notes(definition, service);
    }
    take_casaos_notes(definition, definition.compose);
    const std::string password = "${DEFAULT_PASSWORD}";
    const std::string host = "${SERVER_HOST}";
    definition.variables = {{"AppID", name}, {"APPID", name}, {"AppId", name}, {"Appid", name}, {"appid", name},
        {"DefaultUserName", "admin"}, {"DEFAULT_USERNAME", "admin"}, {"DefaultPassword", password}, {"DefaultPWD", password},
        {"default_pwd", password}, {"APP_DEFAULT_PASSWORD", password}, {"APP_PUBLIC_IP", host}, {"APP_PUBLIC_IPV4", host},
        {"PCS_PUBLIC_IP", host}, {"APP_DATA_ROOT", "/DATA"}};
    definition.gateway_variables = {"APP_DOMAIN", "domain", "APP_PUBLIC_IP_DASH"};
    definition.seeds = found.files;
    definition.seeds.erase(found.file);
    // Yundera keeps what belongs into the app's folder in one of its own.
    constexpr std::string_view seed = "seed/";
    for (const auto& [path, text] : found.files) {
        if (path.starts_with(seed)) definition.seeds.emplace(path.substr(seed.size()), text);
    }
    definition.form.push_back({.name = "APP_EMAIL",
        .label = "E-mail address",
        .description = "Yours, which the store would have told the app.",
        .required = true});
    if (const auto* part = definition.compose.find("x-compose-app")) take_store_part(definition, *part);
    name_passwords(definition, password);
    return definition;
}

} // namespace furtka::imports
