// adapters/disk/author_files.hpp — the author's files of an app folder, read to be compared later.
#pragma once

#include "domain/author_files.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace furtka {

inline constexpr auto base_path = ".furtka/base.json";
inline constexpr std::size_t largest_base = std::size_t{16} << 20;

/// What copy_folder would copy of the open folder, within the same limits; what is beyond them is left out. Texts of at most
/// 256 KiB are kept, 4 MiB in all; of others the hash. Blocks.
AuthorFiles read_author_files(int folder);
/// Those of `paths` that are there.
AuthorFiles read_author_files(int folder, const std::vector<std::string>& paths);

} // namespace furtka
