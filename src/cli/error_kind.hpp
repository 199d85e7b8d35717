// cli/error_kind.hpp — what an HTTP status of the daemon means for the exit code.
#pragma once

#include "base/error.hpp"

#include <string_view>

namespace furtka::cli {

/// The way back from `api/problem.hpp`. `key` parts kinds that share a status.
ErrorKind kind_of(int status, std::string_view key);

} // namespace furtka::cli
