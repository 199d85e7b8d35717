#include "adapters/disk/catalog_reader.hpp"

#include "adapters/disk/app_reader.hpp"
#include "adapters/disk/files.hpp"
#include "base/base64.hpp"
#include "domain/path_rules.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr const char* note_file = "catalog.json";
constexpr std::size_t largest_note = std::size_t{64} << 10;

std::unexpected<Error> bad_catalog(std::string key, std::string message, std::string hint)
{
    return fail({.kind = ErrorKind::invalid, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)});
}

/// The folders in `folder` that hold a manifest.
std::vector<std::string> app_names(int folder)
{
    std::vector<std::string> names;
    for (auto& name : names_in(folder)) {
        if (name.starts_with(".")) continue;
        if (exists_in(folder, name + "/manifest.json")) names.push_back(std::move(name));
    }
    return names;
}

Result<std::optional<CatalogNote>> read_note(int folder)
{
    auto read = read_text(folder, note_file, largest_note);
    if (read.kind == TextRead::Kind::absent) return std::optional<CatalogNote>();
    if (read.kind != TextRead::Kind::read)
        return bad_catalog("catalog_note", "catalog.json is no file that can be read", "a catalog holds plain files");
    TRY(auto note, parse_catalog_note(read.text));
    return std::optional(std::move(note));
}

/// The only folder in `folder`, when nothing else is there but hidden files and texts.
std::string only_folder(int folder)
{
    std::string only;
    for (auto& name : names_in(folder)) {
        const OwnedFd inner = open_folder(folder, name);
        if (!inner || name.starts_with(".")) continue;
        if (!only.empty()) return {};
        only = std::move(name);
    }
    return only;
}

struct Found {
    OwnedFd folder; ///< of the app folders
    std::string path; ///< of it, in what was fetched
    std::vector<std::string> apps;
    std::optional<std::int64_t> serial;
};

Result<OwnedFd> open_below(int top, const std::string& path)
{
    OwnedFd at = open_folder(top, ".");
    for (std::size_t begin = 0; at && begin < path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        if (end > begin) at = open_folder(at.get(), path.substr(begin, end - begin));
        begin = end + 1;
    }
    if (at) return at;
    return bad_catalog("catalog_note", fmt::format("catalog.json names the folder {}, which is not there", shown(path)),
        "name the folder of the app folders");
}

Result<Found> find_apps(OwnedFd top, const std::string& path, int deeper)
{
    TRY(const auto note, read_note(top.get()));
    Found found;
    found.path = path;
    if (note) found.serial = note->serial;
    if (note && !note->apps.empty()) {
        TRY(found.folder, open_below(top.get(), note->apps));
        found.apps = app_names(found.folder.get());
        found.path = path + note->apps;
        return found;
    }
    found.apps = app_names(top.get());
    if (!found.apps.empty()) {
        found.folder = std::move(top);
        return found;
    }
    if (OwnedFd apps = open_folder(top.get(), apps_name)) {
        found.apps = app_names(apps.get());
        found.folder = std::move(apps);
        found.path = path + apps_name;
        if (!found.apps.empty()) return found;
    }
    const auto only = note || deeper == 0 ? std::string() : only_folder(top.get());
    if (only.empty()) return found;
    return find_apps(open_folder(top.get(), only), path + only + "/", deeper - 1);
}

void hash_text(crypto_hash_sha256_state& hash, std::string_view text)
{
    const auto size = fmt::format("{} ", text.size());
    crypto_hash_sha256_update(&hash, reinterpret_cast<const unsigned char*>(size.data()), size.size());
    crypto_hash_sha256_update(&hash, reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

/// Every file's path and text, in name order.
Result<void> hash_folder(crypto_hash_sha256_state& hash, int folder, const std::string& prefix)
{
    constexpr std::size_t largest_file = 16UL << 20;
    for (const auto& name : names_in(folder)) {
        const auto read = read_text(folder, name, largest_file);
        if (read.kind == TextRead::Kind::read) {
            hash_text(hash, prefix + name);
            hash_text(hash, read.text);
            continue;
        }
        const OwnedFd inner = open_folder(folder, name);
        if (!inner) return fail(disk_error(errno, "read " + prefix + name));
        CHECK(hash_folder(hash, inner.get(), prefix + name + "/"));
    }
    return {};
}

Result<void> read_offered_app(int folder, const std::string& name)
{
    const auto app = read_app_folder(folder, name, {ManifestRule::install, name, ErrorKind::invalid});
    if (app) return {};
    auto error = app.error();
    error.details = {{"app", name}, {"reason", error.key}};
    error.key = "catalog_app";
    error.message = fmt::format("the app {} cannot be read: {}", shown(name), error.message);
    return fail(std::move(error));
}

std::string new_digest(crypto_hash_sha256_state& hash)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> bytes;
    crypto_hash_sha256_final(&hash, bytes.data());
    return "sha256:" + hex_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// The apps under their one name, and nothing else.
Result<void> leave_apps(int side, const Found& found)
{
    // The folder moves as a whole: in one step, whatever it holds beside the apps is taken out of it then.
    const auto from = fmt::format("{}/{}", fetched_name, found.path);
    if (renameat(side, from.c_str(), side, apps_name) != 0) return fail(disk_error(errno, "keep the apps"));
    for (const auto& name : names_in(found.folder.get())) {
        if (!std::ranges::binary_search(found.apps, name)) CHECK(remove_tree(found.folder.get(), name));
    }
    for (const auto& name : names_in(side)) {
        if (name != apps_name) CHECK(remove_tree(side, name));
    }
    const OwnedFd place(openat(side, place_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!place || !write_all(place.get(), found.path)) return fail(disk_error(errno, "keep the apps"));
    return {};
}

} // namespace

Result<CatalogContent> examine_catalog(const std::filesystem::path& side, CatalogTrees::Digest digest)
{
    const OwnedFd top = open_folder(side);
    if (!top) return fail(disk_error(errno, "open what was fetched"));
    OwnedFd fetched = open_folder(top.get(), fetched_name);
    if (!fetched) return fail(disk_error(errno, "open what was fetched"));
    TRY(const auto found, find_apps(std::move(fetched), "", 1));
    if (found.apps.empty())
        return bad_catalog(
            "catalog_empty", "there is no app in it", "an app is a folder with manifest.json and a compose file");
    if (found.apps.size() > most_catalog_apps)
        return bad_catalog("catalog_empty", fmt::format("it holds more than {} apps", most_catalog_apps), "split it");
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    for (const auto& name : found.apps) {
        const OwnedFd folder = open_folder(found.folder.get(), name);
        CHECK(read_offered_app(folder.get(), name));
        if (digest == CatalogTrees::Digest::yes) CHECK(hash_folder(hash, folder.get(), name + "/"));
    }
    CHECK(leave_apps(top.get(), found));
    return CatalogContent{.digest = digest == CatalogTrees::Digest::yes ? new_digest(hash) : std::string(),
        .serial = found.serial,
        .apps = found.apps.size()};
}

} // namespace furtka
