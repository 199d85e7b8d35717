// adapters/disk/check_tar.hpp — the tars inside an export looked through before the engine gets them.
#pragma once

#include "base/result.hpp"
#include "domain/export_file.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace furtka {

/// The next bytes; empty: the end. What it holds stays until the next call.
using TarPieces = std::function<Result<std::string_view>()>;

/// Only plain tars: what the engine would unpack by itself is refused, so that nothing grows. All pieces are taken.
/// invalid `export_damaged`; too_large `export_too_large`; the errors of `pieces`; unavailable `libarchive_missing`.
Result<void> check_data_tar(const TarPieces& pieces);
/// The same of an archive of images: names of no other images than those in `allowed`.
Result<void> check_image_tar(const TarPieces& pieces, const std::vector<ExportedImage>& allowed);

} // namespace furtka
