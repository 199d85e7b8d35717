#include "domain/archive_guard.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "domain/path_rules.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

std::unexpected<Error> refused(std::string key, std::string message)
{
    const bool large = key == "archive_too_large";
    return fail({.kind = large ? ErrorKind::too_large : ErrorKind::invalid,
        .key = std::move(key),
        .message = "the archive is refused: " + std::move(message),
        .hint = large ? "a catalog holds small text files, icons and a few pictures"
                      : "a catalog holds plain files and folders; ask its author"});
}

/// Without `./` in front and `/` at the end.
std::string_view plain(std::string_view path)
{
    while (path.starts_with("./")) path.remove_prefix(2);
    while (path.ends_with('/')) path.remove_suffix(1);
    return path == "." ? std::string_view() : path;
}

bool is_good(std::string_view path, const ArchiveLimits& limits)
{
    if (path.size() > limits.path || !is_utf8(path) || !stays_inside(path)) return false;
    const auto depth = static_cast<std::size_t>(std::ranges::count(path, '/'));
    return depth < limits.depth && path.find("//") == std::string_view::npos && path.find("/./") == std::string_view::npos
        && !path.ends_with("/.");
}

} // namespace

Result<std::string> ArchiveGuard::entry(EntryKind kind, std::string_view path, std::uint64_t size)
{
    if (++entries_ > limits_.entries)
        return refused("archive_too_large", fmt::format("it has more than {} entries", limits_.entries));
    of_file_ = 0;
    if (path.starts_with('/')) return refused("archive_path", fmt::format("{} is an absolute path", shown(path)));
    const auto name = plain(path);
    if (name.empty() && kind == EntryKind::folder) return std::string();
    if (!is_good(name, limits_))
        return refused("archive_path", fmt::format("{} is not a plain path inside it", shown(path)));
    if (kind == EntryKind::symbolic_link || kind == EntryKind::hard_link)
        return refused(
            "archive_link", fmt::format("{} is a {} link", shown(name), kind == EntryKind::hard_link ? "hard" : "symbolic"));
    if (kind == EntryKind::other)
        return refused("archive_entry", fmt::format("{} is neither a file nor a folder", shown(name)));
    if (size > limits_.file_bytes || size > limits_.bytes - std::min(bytes_, limits_.bytes))
        return refused("archive_too_large", fmt::format("{} says it has {} bytes", shown(name), size));
    std::string kept(name);
    for (auto slash = kept.find('/'); slash != std::string::npos; slash = kept.find('/', slash + 1))
        CHECK(take(kept.substr(0, slash), true));
    CHECK(take(kept, kind == EntryKind::folder));
    auto& taken = taken_.at(lowered(kept));
    if (taken.told && !taken.folder) return refused("archive_twice", fmt::format("{} is there twice", shown(kept)));
    taken.told = true;
    return kept;
}

Result<void> ArchiveGuard::take(const std::string& path, bool folder)
{
    const auto [found, added] = taken_.try_emplace(lowered(path), Taken{.path = path, .folder = folder});
    if (added) return {};
    const auto& other = found->second;
    if (other.path != path)
        return refused("archive_twice", fmt::format("{} and {} differ in case only", shown(other.path), shown(path)));
    if (other.folder != folder) return refused("archive_twice", fmt::format("{} is a file and a folder", shown(path)));
    return {};
}

bool ArchiveGuard::holds(std::string_view path) const
{
    const auto found = taken_.find(lowered(path));
    return found != taken_.end() && found->second.path == path;
}

Result<void> ArchiveGuard::unpacked(std::uint64_t written, std::uint64_t read)
{
    bytes_ += written;
    of_file_ += written;
    if (of_file_ > limits_.file_bytes)
        return refused("archive_too_large", fmt::format("a file has more than {} MiB", limits_.file_bytes >> 20));
    if (bytes_ > limits_.bytes)
        return refused("archive_too_large", fmt::format("it holds more than {} MiB", limits_.bytes >> 20));
    if (bytes_ > limits_.ratio_from && bytes_ / std::max<std::uint64_t>(read, 1) > limits_.ratio)
        return refused("archive_too_large", fmt::format("it unpacks to more than {} times its size", limits_.ratio));
    return {};
}

} // namespace furtka
