#include "domain/import/mounts.hpp"

#include "base/ascii.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

bool below_folder(std::string_view path, std::string_view folder)
{
    if (!path.starts_with(folder)) return false;
    return path.size() == folder.size() || folder.ends_with('/') || path[folder.size()] == '/';
}

bool in_any(std::string_view path, const auto& folders)
{
    return std::ranges::any_of(folders, [path](std::string_view folder) { return below_folder(path, folder); });
}

std::vector<std::string> parts_of(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(part.size() + 1, path.size()));
        if (part == "..") {
            if (!parts.empty()) parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.emplace_back(part);
        }
    }
    return parts;
}

std::string joined_path(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, "/")); }

/// Without the first part when it only says which app this is.
std::string without_app(std::string_view path, const Definition& definition, std::string_view app)
{
    auto parts = parts_of(path);
    if (parts.empty()) return {};
    const auto first = app_name_of(parts.front());
    const auto project = app_name_of(definition.compose.text_of("name"));
    if (first == app || first == app_name_of(definition.id) || (!project.empty() && first == project))
        parts.erase(parts.begin());
    return joined_path(parts);
}

constexpr std::array<std::string_view, 17> system_folders{"/etc", "/dev", "/proc", "/sys", "/run", "/var/run", "/lib",
    "/lib64", "/boot", "/tmp", "/usr", "/bin", "/sbin", "/var/lib/docker", "/var/log", "/opt/vc", "/root/.docker"};
constexpr std::array<std::string_view, 12> owners_folders{
    "/mnt", "/media", "/home", "/srv", "/path", "/data", "/share", "/shares", "/nas", "/storage", "/pool", "/external"};
constexpr std::array<std::string_view, 34> shared_words{"media", "movie", "movies", "film", "films", "tv", "tvshows",
    "tvseries", "shows", "series", "music", "photo", "photos", "pictures", "images", "videos", "video", "books", "ebooks",
    "audiobooks", "podcasts", "comics", "manga", "downloads", "download", "torrents", "documents", "gallery", "files",
    "library", "roms", "games", "share", "incoming"};

constexpr std::array<std::string_view, 5> platform_folders{
    "/var/lib/casaos", "/etc/casaos", "/usr/share/casaos", "/var/log/casaos", "/var/run/casaos"};

/// A folder that people share between apps, by its name.
bool names_shared(std::string_view path)
{
    const auto parts = parts_of(path);
    if (parts.empty()) return true;
    const auto last = lowered(parts.back());
    return std::ranges::find(shared_words, last) != shared_words.end();
}

bool is_config_target(std::string_view target)
{
    constexpr std::array<std::string_view, 7> targets{"/config", "/etc", "/var/lib", "/app", "/opt", "/root", "/home"};
    return in_any(target, targets);
}

Source absolute_source(const std::string& path, const Mount& mount, const Definition& definition, std::string_view app)
{
    for (const auto& root : definition.roots) {
        if (!below_folder(path + "/", root.prefix)) continue;
        const auto inside = path.size() > root.prefix.size() ? path.substr(root.prefix.size()) : std::string();
        const auto first = lowered(inside.substr(0, inside.find('/')));
        if (root.place == Place::media && first.ends_with("appdata")) {
            const auto rest = inside.size() > first.size() ? inside.substr(first.size() + 1) : std::string();
            return {.kind = Source::Kind::app, .path = without_app(rest, definition, app)};
        }
        if (root.place == Place::media) return {.kind = Source::Kind::shared, .path = path};
        return {.kind = Source::Kind::app, .path = without_app(inside, definition, app)};
    }
    auto parts = parts_of(path);
    const auto appdata = std::ranges::find_if(parts, [](const std::string& part) { return lowered(part) == "appdata"; });
    if (appdata != parts.end()) {
        parts.erase(parts.begin(), appdata + 1);
        return {.kind = Source::Kind::app, .path = without_app(joined_path(parts), definition, app)};
    }
    if (parts.empty() || in_any(path, system_folders) || is_of_platform(path))
        return {.kind = Source::Kind::host, .path = path};
    if (parts.size() == 1 && in_any(path, owners_folders)) return {.kind = Source::Kind::shared, .path = path};
    if (names_shared(path) && !is_config_target(mount.target)) return {.kind = Source::Kind::shared, .path = path};
    const bool own = is_config_target(mount.target) || below_folder(path, "/opt") || below_folder(path, "/root")
        || path.contains("/docker/");
    if (own) return {.kind = Source::Kind::app, .path = without_app(parts.back(), definition, app)};
    if (below_folder(path, "/var")) return {.kind = Source::Kind::host, .path = path};
    return {.kind = Source::Kind::shared, .path = path};
}

Source relative_source(std::string_view path, const Definition& definition)
{
    for (const auto& root : definition.roots) {
        if (path.starts_with(root.prefix))
            return {.kind = Source::Kind::app, .path = joined_path(parts_of(path.substr(root.prefix.size())))};
    }
    return {.kind = Source::Kind::app, .path = joined_path(parts_of(path))};
}

} // namespace

std::optional<Mount> read_mount(const Node& entry)
{
    Mount mount;
    if (entry.is_map()) {
        mount.type = entry.text_of("type");
        mount.source = entry.text_of("source");
        mount.target = entry.text_of("target");
        if (entry.text_of("read_only") == "true") mount.modes.emplace_back("ro");
        if (const auto* bind = entry.find("bind"); bind != nullptr && !bind->text_of("selinux").empty())
            mount.modes.emplace_back(bind->text_of("selinux"));
        mount.rest = entry;
        for (const auto* known : {"type", "source", "target", "read_only"}) mount.rest.erase(known);
        if (mount.target.empty()) return std::nullopt;
        return mount;
    }
    if (!entry.is_scalar() || entry.text.empty()) return std::nullopt;
    const auto parts = split_outside(entry.text, ':');
    if (parts.size() == 1) {
        mount.type = "volume";
        mount.target = parts[0];
        return mount;
    }
    mount.source = parts[0];
    mount.target = parts[1];
    for (std::size_t i = 2; i < parts.size(); ++i) {
        for (std::string_view modes = parts[i]; !modes.empty();) {
            const auto mode = modes.substr(0, modes.find(','));
            modes.remove_prefix(std::min(mode.size() + 1, modes.size()));
            if (!mode.empty() && mode != "rw") mount.modes.emplace_back(mode);
        }
    }
    const auto settled = with_defaults(mount.source);
    const bool path = settled.starts_with('/') || settled.starts_with('.') || settled.starts_with('~');
    mount.type = path || mount.source.starts_with('$') ? "bind" : "volume";
    return mount;
}

Source source_of(const Mount& mount, const Definition& definition, std::string_view app)
{
    std::string source = mount.source;
    for (const auto* home : {"${HOME}", "$HOME", "~"}) {
        if (source.starts_with(home)) {
            const auto inside = source.substr(std::string_view(home).size());
            if (names_shared(inside) && inside.size() > 1) return {.kind = Source::Kind::shared, .path = "/home" + inside};
            return {.kind = Source::Kind::app, .path = without_app(inside, definition, app)};
        }
    }
    for (const auto* here : {"${PWD}", "$PWD"}) {
        if (source.starts_with(here)) source = "." + source.substr(std::string_view(here).size());
    }
    const auto pieces = pieces_of(source);
    if (pieces && !pieces->empty() && !pieces->front().name.empty() && !pieces->front().has_default()
        && mount.type != "volume") {
        return {.kind = Source::Kind::asked, .path = pieces->front().name};
    }
    source = with_defaults(source);
    while (source.size() > 1 && source.ends_with('/')) source.pop_back();
    if (source.starts_with('/')) return absolute_source(source, mount, definition, app);
    if (source.starts_with('.') || mount.type == "bind") return relative_source(source, definition);
    return {.kind = Source::Kind::volume, .path = source};
}

bool looks_like_file(std::string_view source, std::string_view target)
{
    constexpr std::array<std::string_view, 42> endings{"conf", "cfg", "ini", "json", "json5", "yml", "yaml", "toml", "xml",
        "env", "sh", "sql", "js", "mjs", "ts", "py", "php", "rb", "properties", "crt", "pem", "key", "cert", "db", "sqlite",
        "sqlite3", "log", "txt", "list", "lua", "html", "css", "acl", "htpasswd", "md", "hcl", "tpl", "tmpl", "template",
        "j2", "csv", "pub"};
    constexpr std::array<std::string_view, 8> names{
        "Caddyfile", "Corefile", "htpasswd", "passwd", ".htpasswd", "hosts", "crontab", "entrypoint"};
    const auto last = [](std::string_view path) {
        while (path.ends_with('/')) path.remove_suffix(1);
        return path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
    };
    if (source.ends_with('/')) return false;
    const auto file = last(target);
    if (std::ranges::find(names, file) != names.end()) return true;
    const auto dot = file.rfind('.');
    if (dot == std::string_view::npos || dot + 1 == file.size()) return false;
    const auto ending = lowered(file.substr(dot + 1));
    if (std::ranges::find(endings, ending) != endings.end()) return true;
    // The same name with an ending on both sides; `.ssh` and `conf.d` are folders.
    const bool letters = std::ranges::all_of(ending, [](char c) { return c >= 'a' && c <= 'z'; });
    return dot > 0 && letters && ending.size() >= 2 && ending.size() <= 5 && last(source) == file;
}

bool is_of_platform(std::string_view path) { return in_any(path, platform_folders); }

std::string short_name_of(std::string_view path)
{
    std::string name;
    for (const char c : path) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        if (good)
            name += c;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    while (!name.empty() && (name.front() == '.' || name.front() == '-' || name.front() == '_')) name.erase(0, 1);
    while (!name.empty() && (name.back() == '.' || name.back() == '-')) name.pop_back();
    return name.empty() ? "data" : name.substr(0, 60);
}

} // namespace furtka::imports
