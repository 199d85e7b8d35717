#include "adapters/disk/check_tar.hpp"

#include "adapters/disk/archive_library.hpp"
#include "domain/data_guard.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <memory>
#include <optional>

namespace furtka {
namespace {

constexpr std::size_t largest_image_list = std::size_t{4} * 1024 * 1024; ///< of manifest.json and index.json
constexpr std::size_t most_image_entries = 200'000;

std::string_view told(const char* text) { return text == nullptr ? std::string_view("\0", 1) : std::string_view(text); }

class TarWalk {
public:
    TarWalk(const ArchiveLibrary& library, const TarPieces& pieces)
        : library_(library), pieces_(pieces), archive_(library.read_new(), library.read_free)
    {
    }

    /// Calls `entry` for each, then takes what is left.
    Result<void> run(const std::function<Result<void>(archive_entry*)>& entry)
    {
        auto* archive = archive_.get();
        const bool ready = archive != nullptr && library_.support_tar(archive) == ARCHIVE_OK
            && library_.open_callbacks(archive, this, nullptr, &TarWalk::give, nullptr) == ARCHIVE_OK;
        if (!ready) return unreadable_tar();
        for (;;) {
            archive_entry* found = nullptr;
            const int code = library_.next_header(archive, &found);
            if (problem_) return fail(*problem_);
            if (code == ARCHIVE_EOF) break;
            if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return unreadable_tar();
            CHECK(entry(found));
            if (problem_) return fail(*problem_);
        }
        for (;;) {
            TRY(const auto piece, pieces_());
            bytes_ += piece.size();
            if (piece.empty()) return {};
        }
    }

    Result<std::string> text_of_entry(std::size_t most)
    {
        std::string text;
        std::array<char, 16 * 1024> block{};
        for (;;) {
            const auto size = library_.data(archive_.get(), block.data(), block.size());
            if (problem_) return fail(*problem_);
            if (size < 0) return unreadable_tar();
            if (size == 0) return text;
            text.append(block.data(), static_cast<std::size_t>(size));
            if (text.size() > most) return export_damaged("the list of its images is too long");
        }
    }

    std::uint64_t bytes() const { return bytes_; }

private:
    static la_ssize_t give(archive* /*archive*/, void* self, const void** buffer)
    {
        auto& walk = *static_cast<TarWalk*>(self);
        auto piece = walk.pieces_();
        if (!piece) {
            walk.problem_ = std::move(piece).error();
            return -1;
        }
        walk.bytes_ += piece->size();
        *buffer = piece->data();
        return static_cast<la_ssize_t>(piece->size());
    }

    std::unexpected<Error> unreadable_tar() const
    {
        if (problem_) return fail(*problem_);
        const char* words = archive_ ? library_.error_string(archive_.get()) : nullptr;
        return export_damaged(
            fmt::format("an archive in it cannot be read: {}", words == nullptr ? "no tar" : shown(words, 200)));
    }

    const ArchiveLibrary& library_;
    const TarPieces& pieces_;
    std::optional<Error> problem_;
    std::uint64_t bytes_ = 0;
    std::unique_ptr<archive, decltype(ArchiveLibrary::read_free)> archive_;
};

/// The plain call knows only what the locale of this process can say.
std::string_view path_in(const ArchiveLibrary& library, archive_entry* entry)
{
    const char* text = library.pathname_utf8(entry);
    return told(text != nullptr ? text : library.pathname(entry));
}

const char* link_target(const ArchiveLibrary& library, archive_entry* entry)
{
    const char* text = library.hardlink_utf8(entry);
    return text != nullptr ? text : library.hardlink(entry);
}

DataEntryKind data_kind(const ArchiveLibrary& library, archive_entry* entry)
{
    if (link_target(library, entry) != nullptr) return DataEntryKind::hard_link;
    switch (library.filetype(entry)) {
    case AE_IFREG: return DataEntryKind::file;
    case AE_IFDIR: return DataEntryKind::folder;
    case AE_IFLNK: return DataEntryKind::symbolic_link;
    case AE_IFIFO: return DataEntryKind::fifo;
    default: return DataEntryKind::device;
    }
}

std::uint64_t entry_size(const ArchiveLibrary& library, archive_entry* entry)
{
    return library.size_is_set(entry) != 0 ? static_cast<std::uint64_t>(std::max<la_int64_t>(library.size(entry), 0)) : 0;
}

} // namespace

Result<void> check_data_tar(const TarPieces& pieces)
{
    TRY(const auto* library, ArchiveLibrary::get());
    TarWalk walk(*library, pieces);
    DataGuard guard;
    CHECK(walk.run([&](archive_entry* entry) -> Result<void> {
        const auto kind = data_kind(*library, entry);
        const auto target = kind == DataEntryKind::hard_link ? told(link_target(*library, entry)) : std::string_view();
        return guard.entry(
            kind, path_in(*library, entry), target, kind == DataEntryKind::file ? entry_size(*library, entry) : 0);
    }));
    return guard.end(walk.bytes());
}

Result<void> check_image_tar(const TarPieces& pieces, const std::vector<ExportedImage>& allowed)
{
    TRY(const auto* library, ArchiveLibrary::get());
    TarWalk walk(*library, pieces);
    std::map<std::string, std::string> lists;
    std::size_t entries = 0;
    std::uint64_t claimed = 0;
    CHECK(walk.run([&](archive_entry* entry) -> Result<void> {
        if (++entries > most_image_entries) return export_damaged("its images have too many parts");
        auto path = path_in(*library, entry);
        while (path.starts_with("./")) path.remove_prefix(2);
        const auto kind = data_kind(*library, entry);
        if (kind == DataEntryKind::device || kind == DataEntryKind::fifo)
            return export_damaged(fmt::format("{} in its images is a device", shown(path)));
        if (kind == DataEntryKind::file) claimed += std::min(entry_size(*library, entry), ~claimed);
        if (path.find("//") != std::string_view::npos || path.find("..") != std::string_view::npos || path.starts_with('/'))
            return export_damaged(fmt::format("{} leads out of its images", shown(path)));
        if (path != "manifest.json" && path != "index.json" && path != "repositories") return {};
        if (kind != DataEntryKind::file || lists.contains(std::string(path)))
            return export_damaged("the list of its images is there twice");
        TRY(lists[std::string(path)], walk.text_of_entry(largest_image_list));
        return {};
    }));
    if (claimed > walk.bytes()) return export_damaged("its images are larger than itself");
    return check_image_names(lists["manifest.json"], lists["index.json"], allowed);
}

} // namespace furtka
