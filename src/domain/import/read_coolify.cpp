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
        const bool quoted =
            value.size() >= 2 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'');
        header.emplace(key, quoted ? value.substr(1, value.size() - 2) : value);
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
    constexpr std::array<std::string_view, 12> kinds{"URL", "FQDN", "USER", "NAME", "EMAIL", "PASSWORD",
        "PASSWORDWITHSYMBOLS", "BASE64", "REALBASE64", "HEX", "SUPABASEANON", "SUPABASESERVICE"};
    if (std::ranges::find(kinds, magic.kind) == kinds.end() || name.size() == end) return std::nullopt;
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

/// `SERVICE_URL_APP_3000` among the variables of a service: the proxy goes to its port 3000.
struct Mark {
    std::string service, id, port, path;
};

/// Variables of some apps that Coolify itself fills in with an address; those of pages first.
struct KnownAddress {
    std::string_view variable, port;
    bool page;
};
constexpr std::array<KnownAddress, 7> known_addresses{{{"MINIO_BROWSER_REDIRECT_URL", "9001", true},
    {"MINIO_SERVER_URL", "9000", false}, {"LOGTO_ADMIN_ENDPOINT", "3002", true}, {"LOGTO_ENDPOINT", "3001", false},
    {"GARAGE_S3_API_URL", "3900", false}, {"GARAGE_WEB_URL", "3902", true}, {"GARAGE_ADMIN_URL", "3903", false}}};

const KnownAddress* known_address(std::string_view variable)
{
    const auto* const found = std::ranges::find(known_addresses, variable, &KnownAddress::variable);
    return found == known_addresses.end() ? nullptr : &*found;
}

bool serves_no_page(std::string_view id)
{
    const auto* address = known_address(id);
    return address != nullptr && !address->page;
}

/// `SERVICE_URL_WEB` is told by the service that `Web` looks like.
std::string bare_word(std::string_view text)
{
    auto word = lowered(std::string(text));
    std::erase_if(word, [](char c) { return c == '-' || c == '_' || c == '.'; });
    return word;
}

class Marks {
public:
    explicit Marks(const Node& services) : services_(services)
    {
        for (const auto& [name, service] : services.members) look_at_keys(name, service);
        for (const auto& [name, service] : services.members) look_at_values(name, service);
    }

    /// The page first, which has the port that the header tells, or no path.
    void choose_page(const std::string& header_port)
    {
        const auto likeness = [&](const Mark& mark) {
            return (!header_port.empty() && mark.port == header_port ? 4 : 0)
                + (mark.path.empty() || mark.path == "/" ? 2 : 0) + (mark.port.empty() || serves_no_page(mark.id) ? 0 : 1);
        };
        if (all_.empty()) return;
        const auto page = std::ranges::max_element(all_, {}, likeness);
        std::rotate(all_.begin(), page, page + 1);
        if (all_.front().port.empty()) all_.front().port = header_port;
    }

    const std::vector<Mark>& all() const { return all_; }

    /// Which of the pages a variable means.
    std::size_t number_of(const std::string& id, const std::string& port) const
    {
        const auto exact = std::ranges::find_if(all_, [&](const Mark& mark) { return mark.id == id && mark.port == port; });
        const auto same = std::ranges::find(all_, id, &Mark::id);
        const auto found = exact != all_.end() ? exact : same;
        return found == all_.end() ? 0 : static_cast<std::size_t>(found - all_.begin());
    }

private:
    void add(Mark mark)
    {
        const auto same = std::ranges::find_if(all_, [&](const Mark& other) {
            const bool same_port = other.port == mark.port || other.port.empty() || mark.port.empty();
            return other.service == mark.service && other.id == mark.id && same_port;
        });
        if (same == all_.end()) {
            all_.push_back(std::move(mark));
        } else if (same->port.empty()) {
            same->port = mark.port;
        }
    }

    void look_at_keys(const std::string& name, const Node& service)
    {
        const auto* environment = service.find("environment");
        if (environment == nullptr) return;
        const auto look = [&](std::string_view key, std::string_view value) {
            const auto magic = magic_of(key);
            if (!magic || (magic->kind != "URL" && magic->kind != "FQDN")) return;
            add({name, magic->id, magic->port, value.starts_with('/') ? std::string(value) : std::string()});
        };
        for (const auto& item : environment->items) {
            const std::string_view text = item.text;
            const auto equals = text.find('=');
            look(text.substr(0, equals), equals == std::string_view::npos ? "" : text.substr(equals + 1));
        }
        for (const auto& [key, value] : environment->members) look(key, value.text_or_empty());
    }

    void look_at_values(const std::string& name, const Node& service)
    {
        each_scalar(service, [&](const Node& scalar) {
            each_variable(scalar.text, [&](const Piece& piece) {
                if (const auto* address = known_address(piece.name)) add({name, piece.name, std::string(address->port), ""});
                const auto magic = magic_of(piece.name);
                if (!magic || (magic->kind != "URL" && magic->kind != "FQDN")) return;
                const auto known = std::ranges::find(all_, magic->id, &Mark::id);
                if (known == all_.end()) {
                    add({service_like(magic->id, name), magic->id, magic->port, ""});
                } else if (known->port.empty()) {
                    known->port = magic->port;
                }
            });
        });
    }

    std::string service_like(std::string_view id, const std::string& otherwise) const
    {
        const auto found = std::ranges::find_if(
            services_.members, [&](const Node::Member& member) { return bare_word(member.first) == bare_word(id); });
        return found == services_.members.end() ? otherwise : found->first;
    }

    const Node& services_;
    std::vector<Mark> all_;
};

void take_magic(Definition& definition, const Marks& marks, const std::string& name)
{
    if (known_address(name) != nullptr)
        definition.variables[name] = fmt::format("http://${{{}{}}}", page_variable, marks.number_of(name, ""));
    if (name == "COOLIFY_URL") definition.variables[name] = fmt::format("http://${{{}0}}", page_variable);
    if (name == "COOLIFY_FQDN") definition.variables[name] = fmt::format("${{{}0}}", page_variable);
    const auto magic = magic_of(name);
    if (!magic || definition.variables.contains(name)) return;
    const auto host = fmt::format("${{{}{}}}", page_variable, marks.number_of(magic->id, magic->port));
    if (magic->kind == "URL") {
        definition.variables[name] = "http://" + host;
    } else if (magic->kind == "FQDN") {
        definition.variables[name] = host;
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

/// What a service listens on, as far as its health check or `expose` tells: `http://localhost:3000/health`.
std::string listening_port(const Node& service)
{
    if (const auto exposed = service.texts_of("expose"); !exposed.empty() && whole_number(exposed.front()))
        return exposed.front();
    const auto* check = service.find("healthcheck");
    std::string port;
    if (check == nullptr) return port;
    each_scalar(*check, [&](const Node& scalar) {
        for (const auto* host : {"://localhost", "://127.0.0.1", "://0.0.0.0"}) {
            const auto at = scalar.text.find(host);
            if (at == std::string::npos || !port.empty()) continue;
            const auto rest = std::string_view(scalar.text).substr(at + std::string_view(host).size());
            const auto digits = rest.substr(0, rest.find_first_not_of("0123456789", rest.starts_with(':') ? 1 : 0));
            port = digits.size() > 1 ? std::string(digits.substr(1)) : scalar.text.contains("https://") ? "443" : "80";
        }
    });
    return port;
}

void take_pages(Definition& definition, const Marks& marks, const Node& services)
{
    const auto port_of = [&](const Mark& mark) {
        const auto* service = services.find(mark.service);
        return mark.port.empty() && service != nullptr ? listening_port(*service) : mark.port;
    };
    const auto& all = marks.all();
    if (all.empty()) return;
    definition.page.service = all.front().service;
    definition.page.container_port = port_of(all.front());
    for (std::size_t i = 1; i < all.size(); ++i) {
        definition.more_pages.emplace_back(all[i].service, port_of(all[i]));
        if (all[i].id == all.front().id && all[i].service != all.front().service && all[i].path != all.front().path) {
            definition.reasons.push_back(fmt::format(
                "the store's proxy joins several services under one address ({} is at {}): here each has a port of its own",
                all[i].service, all[i].path.empty() ? "/" : all[i].path));
        }
    }
}

/// The text for Compose, which knows none of its other dollars.
std::string only_magic(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const auto dollar = std::min(text.find('$'), text.size());
        out += text.substr(0, dollar);
        text.remove_prefix(dollar);
        if (text.empty()) break;
        const bool braces = text.starts_with("${");
        const auto name = text.substr(braces ? 2 : 1);
        const auto length = std::min(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), name.size());
        if (magic_of(name.substr(0, length)) && (!braces || name.substr(length).starts_with('}'))) {
            out += "${" + std::string(name.substr(0, length)) + "}";
            text.remove_prefix(length + (braces ? 3 : 1));
        } else {
            out += "$$";
            text.remove_prefix(1);
        }
    }
    return out;
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
        const auto filled = only_magic(text);
        if (filled == escaped(text))
            definition.seeds[path] = text;
        else
            definition.templates[path] = filled;
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

    auto* services = definition.compose.find("services");
    if (services == nullptr) return definition;
    Marks marks(*services);
    marks.choose_page(told("port"));
    definition.page.container_port = told("port");
    take_pages(definition, marks, *services);
    for (auto& [name, service] : services->members) {
        if (auto* volumes = service.find("volumes")) take_contents(definition, *volumes);
    }
    each_scalar(definition.compose, [&](const Node& scalar) {
        each_variable(scalar.text, [&](const Piece& piece) { take_magic(definition, marks, piece.name); });
        for (const auto& name : shell_variables(scalar.text)) take_magic(definition, marks, name);
        const auto key = std::string_view(scalar.text).substr(0, scalar.text.find('='));
        if (magic_of(key)) take_magic(definition, marks, std::string(key));
    });
    for (const auto& [path, text] : definition.templates)
        each_variable(text, [&](const Piece& piece) { take_magic(definition, marks, piece.name); });
    return definition;
}

} // namespace furtka::imports
