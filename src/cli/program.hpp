// cli/program.hpp — the command line without this process: words, variables and console are given.
#pragma once

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/console.hpp"

#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace furtka::cli {

/// A command that works on files and asks no daemon; it is given from outside, for it reads and writes the disk. Returns the
/// exit code.
using OfflineCommand = std::function<Result<int>(Console&, const Invocation&, const std::filesystem::path& folder)>;

struct OfflineCommands {
    OfflineCommand import_store;
    OfflineCommand catalog_lint;
};

struct Surroundings {
    std::string socket; ///< `FURTKA_SOCKET`, or empty
    std::string token; ///< `FURTKA_TOKEN`, or empty
    std::string authority; ///< `FURTKA_CA`, or empty
    std::string ssh_connection; ///< `SSH_CONNECTION`, or empty
    std::string editor = {}; ///< `VISUAL`, else `EDITOR`, or empty
    std::filesystem::path folder; ///< the working folder
    OfflineCommands offline;
};

/// `words`: after the program's name. Returns the exit code; errors have been told on `console.err`.
int run_program(std::span<const std::string> words, Console& console, const Surroundings& surroundings);

} // namespace furtka::cli
