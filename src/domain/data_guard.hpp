// domain/data_guard.hpp — what the tar of an app's data may hold, decided entry by entry before the engine unpacks it.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace furtka {

enum class DataEntryKind { file, folder, symbolic_link, hard_link, fifo, device };

/// Data is what an app wrote, so links and any names are among it; but every path is `place` or below it, none leads through
/// a link, none is there twice, and no device comes along. At most 4 million entries, 200,000 of them symbolic links.
class DataGuard {
public:
    /// `target`: of a hard link. invalid `export_damaged`; too_large `export_too_large`.
    Result<void> entry(DataEntryKind kind, std::string_view path, std::string_view target, std::uint64_t size);
    /// The tar has ended after `bytes`. invalid `export_damaged`: an entry is there twice; too_large `export_too_large`: its
    /// files would be larger than itself.
    Result<void> end(std::uint64_t bytes);

private:
    bool leads_through_link(std::string_view path) const;

    std::vector<std::uint64_t> seen_; ///< hashes of the paths: a false alarm once in millions of millions
    std::unordered_set<std::string> links_;
    std::uint64_t bytes_ = 0;
};

} // namespace furtka
