// services/looked_at.hpp — what is said of files that were looked at to the side.
#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace furtka {

/// Words of Compose without the folder the files were in meanwhile: it is nobody's business.
std::string without_folder(std::string words, const std::filesystem::path& folder);

/// conflict `too_many_looks`.
Error too_many_looks(std::size_t most);

} // namespace furtka
