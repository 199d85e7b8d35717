#include "cli/cli.hpp"

#include "cli/program.hpp"
#include "cli/terminal.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

namespace furtka::cli {
namespace {

std::string environment_variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

} // namespace

int run(int argc, char** argv, OfflineCommands offline)
{
    Terminal terminal;
    try {
        const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
        std::error_code ignored;
        const Surroundings surroundings{.socket = environment_variable("FURTKA_SOCKET"),
            .token = environment_variable("FURTKA_TOKEN"),
            .authority = environment_variable("FURTKA_CA"),
            .ssh_connection = environment_variable("SSH_CONNECTION"),
            .editor =
                environment_variable("VISUAL").empty() ? environment_variable("EDITOR") : environment_variable("VISUAL"),
            .folder = std::filesystem::current_path(ignored),
            .offline = std::move(offline)};
        return run_program(words, terminal, surroundings);
    } catch (const std::exception& bug) {
        terminal.err(fmt::format("furtka: this is a bug in furtka: {}\n", bug.what()));
        return 1;
    }
}

} // namespace furtka::cli
