// offline/offline.hpp — commands that need no daemon and no engine: they read files and write files.
#pragma once

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/console.hpp"

#include <filesystem>

namespace furtka::offline {

/// Each gets the working folder, and returns the exit code.
/// `furtka import`
Result<int> import_store(cli::Console& console, const cli::Invocation& invocation, const std::filesystem::path& folder);
/// `furtka catalog lint`
Result<int> lint_catalog(cli::Console& console, const cli::Invocation& invocation, const std::filesystem::path& folder);

} // namespace furtka::offline
