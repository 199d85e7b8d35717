#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array shell{ArgumentInfo{.name = "SHELL", .offers = Offers::shells}};
constexpr std::array any_words{
    ArgumentInfo{.name = "COMMAND", .required = false, .offers = Offers::commands, .repeats = true}};

constexpr std::array version_examples{Example{"furtka version", "of this program and of the daemon"}};
constexpr std::array completion_examples{
    Example{"furtka completion bash > ~/.local/share/bash-completion/completions/furtka", "for bash"},
    Example{"furtka completion zsh > ~/.zfunc/_furtka", "for zsh, with ~/.zfunc in fpath"},
    Example{"furtka completion fish > ~/.config/fish/completions/furtka.fish", "for fish"}};
constexpr std::array serve_examples{Example{"furtka serve", "on 127.0.0.1:7000 and the unix socket"}};
constexpr std::array help_examples{Example{"furtka help app install", "the same as furtka app install --help"}};

constexpr std::array program_table{
    CommandInfo{.command = Command::version,
        .words = "version",
        .summary = "the version of this program and of the daemon",
        .details = "",
        .arguments = {},
        .options = only_json,
        .examples = version_examples},
    CommandInfo{.command = Command::completion,
        .words = "completion",
        .summary = "print a script that lets the Tab key complete commands and names",
        .details = "SHELL is bash, zsh or fish.",
        .arguments = shell,
        .options = {},
        .examples = completion_examples},
    CommandInfo{.command = Command::serve,
        .words = "serve",
        .summary = "run the daemon: what all other commands talk to",
        .details = "Its options are listed by: furtka serve --help",
        .arguments = {},
        .options = {},
        .examples = serve_examples},
    CommandInfo{.command = Command::help,
        .words = "help",
        .summary = "explain a command",
        .details = "",
        .arguments = any_words,
        .options = {},
        .examples = help_examples},
};

} // namespace

std::span<const CommandInfo> program_commands() { return program_table; }

} // namespace furtka::cli
