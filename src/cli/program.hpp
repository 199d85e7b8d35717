// cli/program.hpp — the command line without this process: words, variables and console are given.
#pragma once

#include "cli/console.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace furtka::cli {

struct Surroundings {
    std::string socket; ///< `FURTKA_SOCKET`, or empty
    std::string ssh_connection; ///< `SSH_CONNECTION`, or empty
    std::filesystem::path folder; ///< the working folder
};

/// `words`: after the program's name. Returns the exit code; errors have been told on `console.err`.
int run_program(std::span<const std::string> words, Console& console, const Surroundings& surroundings);

} // namespace furtka::cli
