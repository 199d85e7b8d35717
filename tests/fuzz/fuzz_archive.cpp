// Whatever bytes are taken for an archive: nothing is written beside the folder, nothing in it but plain files and folders
// within the limits.

#include "adapters/disk/files.hpp"
#include "adapters/disk/unpack.hpp"

#include <cstdint>
#include <cstdlib>
#include <filesystem>

using namespace furtka;

namespace {

constexpr ArchiveLimits limits{
    .entries = 50, .bytes = 1UL << 20, .file_bytes = 1UL << 19, .ratio_from = 1UL << 16, .depth = 6};

void demand(bool holds)
{
    if (!holds) std::abort();
}

/// The folder that is unpacked into, and one beside it in which nothing may ever change.
const std::filesystem::path& scratch()
{
    static const std::filesystem::path path = [] {
        auto pattern = (std::filesystem::temp_directory_path() / "furtka-fuzz-XXXXXX").string();
        demand(mkdtemp(pattern.data()) != nullptr);
        return std::filesystem::path(pattern);
    }();
    return path;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto inner = scratch() / "a";
    std::filesystem::create_directories(inner);
    {
        const OwnedFd target = open_folder(inner);
        demand(static_cast<bool>(target));
        (void)unpack_archive({reinterpret_cast<const char*>(data), size}, target.get(), limits, [] { return false; });
    }
    std::size_t entries = 0;
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(inner)) {
        demand(!entry.is_symlink() && (entry.is_regular_file() || entry.is_directory()));
        demand(entry.is_directory() || entry.hard_link_count() == 1);
        if (entry.is_regular_file()) bytes += entry.file_size();
        ++entries;
    }
    demand(entries <= limits.entries * limits.depth && bytes <= limits.bytes + (64 << 10));
    std::filesystem::remove_all(inner);
    demand(std::filesystem::is_empty(scratch()));
    return 0;
}
