// cli/read_file.hpp — a file that a command line names.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>

namespace furtka::cli {

/// not_found `file_missing`; too_large `input_size`: over `most` bytes.
Result<std::string> read_file(const std::string& path, std::size_t most);

} // namespace furtka::cli
