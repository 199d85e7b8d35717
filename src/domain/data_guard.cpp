#include "domain/data_guard.hpp"

#include "domain/export_file.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace furtka {
namespace {

constexpr std::size_t most_entries = 4'000'000;
constexpr std::size_t most_links = 200'000;
constexpr std::size_t longest_path = 4'096;

constexpr std::string_view top = "place";

/// Without `/` at the end.
std::string_view bare(std::string_view path)
{
    while (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

bool is_below(std::string_view path)
{
    if (path.size() > longest_path || path.find('\0') != std::string_view::npos) return false;
    if (!path.starts_with(top) || path.size() == top.size() || path[top.size()] != '/') return false;
    for (std::size_t at = 0; at <= path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        const auto part = path.substr(at, end - at);
        if (part == ".." || part == "." || part.empty()) return false;
        at = end + 1;
    }
    return true;
}

std::unexpected<Error> too_much(std::string_view what)
{
    return fail({.kind = ErrorKind::too_large,
        .key = "export_too_large",
        .message = fmt::format("the export is refused: its data has {}", what),
        .hint = "take an export that Furtka wrote"});
}

} // namespace

Result<void> DataGuard::entry(DataEntryKind kind, std::string_view path, std::string_view target, std::uint64_t size)
{
    if (seen_.size() >= most_entries) return too_much("more than 4 million entries");
    const auto name = bare(path);
    if (name == top && kind == DataEntryKind::folder) return {};
    if (!is_below(name)) return export_damaged(fmt::format("{} leads out of its data", shown(path)));
    if (kind == DataEntryKind::device) return export_damaged(fmt::format("{} in its data is a device", shown(name)));
    if (kind == DataEntryKind::hard_link && (!is_below(bare(target)) || leads_through_link(bare(target))))
        return export_damaged(fmt::format("{} in its data is a link that leads out of it", shown(name)));
    if (leads_through_link(name)) return export_damaged(fmt::format("{} in its data leads through a link", shown(name)));
    if (kind == DataEntryKind::symbolic_link) {
        if (links_.size() >= most_links) return too_much("more than 200,000 symbolic links");
        links_.emplace(name);
    }
    seen_.push_back(std::hash<std::string_view>{}(name));
    bytes_ += std::min(size, ~std::uint64_t{0} - bytes_);
    return {};
}

Result<void> DataGuard::end(std::uint64_t bytes)
{
    std::ranges::sort(seen_);
    if (std::ranges::adjacent_find(seen_) != seen_.end()) return export_damaged("an entry of its data is there twice");
    return bytes_ <= bytes ? Result<void>() : too_much("files that are larger than itself");
}

bool DataGuard::leads_through_link(std::string_view path) const
{
    if (links_.empty()) return false;
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        if (links_.contains(std::string(path.substr(0, slash)))) return true;
    }
    return false;
}

} // namespace furtka
