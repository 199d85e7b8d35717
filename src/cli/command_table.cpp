#include "cli/command_table.hpp"

#include "cli/table/groups.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace furtka::cli {
namespace {

constexpr std::array common{
    OptionInfo{.name = "--socket", .value = "PATH", .help = "the daemon's unix socket"},
    OptionInfo{.name = "--url", .value = "URL", .help = "the daemon's address instead, such as https://nas.local:7000"},
    OptionInfo{.name = "--ca", .value = "FILE", .help = "the authority to trust for --url; without it those of the system"},
    OptionInfo{.name = "--help", .value = "", .help = "explain the command (also -h)"},
};

constexpr std::array codes{
    ExitCodeInfo{0, "done"},
    ExitCodeInfo{1, "it was tried and failed, or an app or the engine answered with an error"},
    ExitCodeInfo{2, "the command line was not understood"},
    ExitCodeInfo{3, "the input or an app's files cannot be used as they are"},
    ExitCodeInfo{4, "there is no such thing"},
    ExitCodeInfo{5, "not possible as things are: busy, needed by others, a port is taken"},
    ExitCodeInfo{6, "not allowed"},
    ExitCodeInfo{7, "the daemon or what it needs does not answer"},
    ExitCodeInfo{8, "the disk is full"},
    ExitCodeInfo{130, "cancelled"},
};

constexpr std::array environment{
    VariableInfo{"FURTKA_SOCKET", "the daemon's unix socket; default /run/furtka/furtka.sock"},
    VariableInfo{"FURTKA_TOKEN", "a token to send with each call, for --url; without it none is sent"},
    VariableInfo{"FURTKA_CA", "the file of --ca"},
    VariableInfo{"VISUAL", "the editor of app edit; without it EDITOR"},
    VariableInfo{"NO_COLOR", "no colours when it is set and not empty"},
    VariableInfo{"TERM", "with the value dumb: plain lines, no colours, no progress bar"},
};

std::vector<CommandInfo> joined()
{
    std::vector<CommandInfo> all;
    for (const auto group : {app_commands, update_commands, running_commands, server_commands, catalog_commands,
             move_in_commands, access_commands, program_commands})
        all.insert(all.end(), group().begin(), group().end());
    return all;
}

} // namespace

std::span<const CommandInfo> commands()
{
    static const auto all = joined();
    return all;
}
std::span<const OptionInfo> common_options() { return common; }
std::span<const ExitCodeInfo> exit_codes() { return codes; }
std::span<const VariableInfo> variables() { return environment; }

const CommandInfo* find_command(std::string_view words)
{
    const auto all = commands();
    const auto found = std::ranges::find(all, words, &CommandInfo::words);
    return found == all.end() ? nullptr : &*found;
}

bool is_group(std::string_view word)
{
    return std::ranges::any_of(commands(), [&](const CommandInfo& info) {
        return info.words.size() > word.size() && info.words.starts_with(word) && info.words[word.size()] == ' ';
    });
}

} // namespace furtka::cli
