// cli/exit_code.hpp — how the program ends, for scripts.
#pragma once

#include "base/error.hpp"

namespace furtka::cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1; ///< and what has no code of its own
inline constexpr int exit_usage = 2;
inline constexpr int exit_cancelled = 130; ///< as a shell tells the end by Ctrl-C

/// `exit_codes()` of `command_table.hpp` explains them.
int exit_code(const Error& error);

} // namespace furtka::cli
