// cli/completion.hpp — what the Tab key offers. The scripts only ask the program (`furtka __complete WORD…`), so they never
// age.
#pragma once

#include "base/result.hpp"
#include "cli/command_table.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::cli {

inline constexpr std::string_view complete_word = "__complete";

struct Candidate {
    std::string word;
    std::string what; ///< may be empty
};

/// Names that only the daemon knows: of apps, of an app's services (`app`), of jobs. Nothing when it does not answer.
using NameSource = std::function<std::vector<Candidate>(Offers wanted, const std::string& app)>;

/// What the last of `words` (after the program's name; the last may be empty) may become. Nothing: perhaps a file.
std::vector<Candidate> complete(std::span<const std::string> words, const NameSource& names);

/// One line each: word, tab, what it is.
std::string candidates_text(const std::vector<Candidate>& candidates);

/// The script for bash, zsh or fish. invalid `usage`: another shell.
Result<std::string_view> completion_script(std::string_view shell);

} // namespace furtka::cli
