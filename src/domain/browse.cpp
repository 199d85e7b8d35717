#include "domain/browse.hpp"

#include "base/ascii.hpp"
#include "domain/path_rules.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

constexpr std::array<std::string_view, 5> roots{"/home", "/media", "/mnt", "/opt", "/srv"};
constexpr std::size_t longest_path = 4096;

} // namespace

std::span<const std::string_view> browse_roots() { return roots; }

Result<void> check_browse(std::string_view path)
{
    if (!path.starts_with('/') || path.size() > longest_path || climbs(path) || std::ranges::any_of(path, is_control)) {
        return fail({.kind = ErrorKind::invalid,
            .key = "folder_path",
            .message = fmt::format("'{}' is not the path of a folder", shown(path)),
            .hint = "write a path that starts with / and has no .. in it"});
    }
    if (std::ranges::any_of(roots, [&](std::string_view root) { return in_or_below(path, root); })) return {};
    return fail({.kind = ErrorKind::denied,
        .key = "folder_outside",
        .message = fmt::format("{} is not shown here", shown(path)),
        .hint = fmt::format("folders below {} are", fmt::join(roots, ", "))});
}

std::string_view browse_parent(std::string_view path)
{
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    if (!check_browse(path) || std::ranges::find(roots, path) != roots.end()) return {};
    return path.substr(0, path.rfind('/'));
}

} // namespace furtka
