// cli/arguments.hpp — the words of a command line made into a command with its arguments and options.
#pragma once

#include "base/result.hpp"
#include "cli/command_table.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace furtka::cli {

struct Invocation {
    const CommandInfo* command = nullptr; ///< null: none, or only the first word of one (`group`)
    std::string group; ///< `app` of `furtka app`
    bool help = false;
    bool version = false; ///< `furtka --version`
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> options; ///< name and value, in order; switches have an empty value

    bool has(std::string_view option) const;
    std::optional<std::string> value(std::string_view option) const; ///< the last
    std::vector<std::string> values(std::string_view option) const;
};

/// Reads the words after the program's name. Options may stand anywhere after their command, those of every command also
/// before it; `--name=value` is `--name value`; what follows `--` is an argument. invalid `usage`: with the word that was
/// probably meant as the hint.
Result<Invocation> parse_arguments(std::span<const std::string> words);

/// invalid `usage`, for a rule that the table of commands cannot tell.
std::unexpected<Error> usage(std::string message, std::string hint);

} // namespace furtka::cli
