#include "cli/completion.hpp"

#include "cli/arguments.hpp"
#include "cli/near_match.hpp"
#include "cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace furtka::cli {
namespace {

constexpr std::array<std::string_view, 3> shells{"bash", "zsh", "fish"};

// Bash splits words at `=` and `:`, which no word here but a value has: values are then left to the file names.
constexpr std::string_view bash_script = R"(# bash completion of furtka
_furtka() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("${line%%$'\t'*}")
    done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
}
complete -o default -F _furtka furtka
)";

constexpr std::string_view zsh_script = R"(#compdef furtka
# zsh completion of furtka
_furtka() {
    local line
    local -a candidates
    for line in "${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2> /dev/null)}"; do
        [[ -n $line ]] || continue
        candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    if (( ${#candidates} )); then
        _describe furtka candidates
    else
        _files
    fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _furtka "$@"
else
    compdef _furtka furtka
fi
)";

constexpr std::string_view fish_script = R"(# fish completion of furtka
complete -c furtka -a '(furtka __complete (commandline -opc)[2..-1] (commandline -ct) 2> /dev/null)'
)";

// What stands before the word that is completed.
struct Before {
    const CommandInfo* command = nullptr;
    std::string group;
    const OptionInfo* open_option = nullptr; ///< the word is its value
    std::vector<std::string> arguments;
};

const OptionInfo* option_named(const CommandInfo* command, std::string_view name)
{
    const auto find = [&](std::span<const OptionInfo> options) -> const OptionInfo* {
        const auto found = std::ranges::find(options, name, &OptionInfo::name);
        return found == options.end() ? nullptr : &*found;
    };
    const auto* common = find(common_options());
    return common != nullptr || command == nullptr ? common : find(command->options);
}

Before read_before(std::span<const std::string> words)
{
    Before before;
    for (const auto& word : words) {
        if (before.open_option != nullptr) {
            before.open_option = nullptr;
        } else if (word.starts_with("-")) {
            const auto* option = option_named(before.command, word);
            if (option != nullptr && !option->value.empty()) before.open_option = option;
        } else if (before.command != nullptr) {
            before.arguments.push_back(word);
        } else {
            const auto full = before.group.empty() ? word : before.group + " " + word;
            before.command = find_command(full);
            if (before.command == nullptr && before.group.empty() && is_group(word)) before.group = word;
        }
    }
    return before;
}

std::string words_of(std::string_view group)
{
    std::string words;
    for (const auto& info : commands()) {
        if (!info.words.starts_with(group) || info.words.size() <= group.size() || info.words[group.size()] != ' ') continue;
        words += (words.empty() ? "" : ", ") + std::string(info.words.substr(group.size() + 1));
    }
    return words;
}

void add_commands(const std::string& group, std::vector<Candidate>& out)
{
    for (const auto& info : commands()) {
        const auto space = info.words.find(' ');
        if (group.empty() && space != std::string::npos) {
            const std::string word(info.words.substr(0, space));
            if (out.empty() || out.back().word != word) out.push_back({.word = word, .what = words_of(word)});
        } else if (group.empty() || (space != std::string::npos && info.words.substr(0, space) == group)) {
            out.push_back(
                {.word = std::string(info.words.substr(group.empty() ? 0 : space + 1)), .what = std::string(info.summary)});
        }
    }
}

void add_options(const CommandInfo* command, std::vector<Candidate>& out)
{
    const auto add = [&](std::span<const OptionInfo> options) {
        for (const auto& option : options)
            out.push_back({.word = std::string(option.name), .what = std::string(option.help)});
    };
    if (command != nullptr) add(command->options);
    add(common_options());
}

std::vector<Candidate> offered(Offers offers, const Before& before, const NameSource& names)
{
    std::vector<Candidate> out;
    if (offers == Offers::shells) {
        for (const auto shell : shells) out.push_back({.word = std::string(shell), .what = ""});
    } else if (offers == Offers::commands) {
        const bool in_group = !before.arguments.empty() && is_group(before.arguments.front());
        add_commands(in_group ? before.arguments.front() : "", out);
    } else if (offers != Offers::nothing) {
        out = names(offers, before.arguments.empty() ? "" : before.arguments.front());
    }
    return out;
}

std::vector<Candidate> all_candidates(const Before& before, std::string_view word, const NameSource& names)
{
    std::vector<Candidate> out;
    if (before.open_option != nullptr) return offered(before.open_option->offers, before, names);
    if (word.starts_with('-')) {
        add_options(before.command, out);
        return out;
    }
    if (before.command == nullptr) {
        add_commands(before.group, out);
        return out;
    }
    const auto wanted = before.command->arguments;
    if (wanted.empty()) return out;
    const auto at = std::min(before.arguments.size(), wanted.size() - 1);
    if (before.arguments.size() >= wanted.size() && !wanted[at].repeats) return out;
    return offered(wanted[at].offers, before, names);
}

} // namespace

std::vector<Candidate> complete(std::span<const std::string> words, const NameSource& names)
{
    const std::string word = words.empty() ? "" : words.back();
    const auto before = read_before(words.empty() ? words : words.first(words.size() - 1));
    auto candidates = all_candidates(before, word, names);
    std::erase_if(candidates, [&](const Candidate& candidate) { return !candidate.word.starts_with(word); });
    return candidates;
}

std::string candidates_text(const std::vector<Candidate>& candidates)
{
    std::string text;
    for (const auto& [word, what] : candidates) text += fmt::format("{}\t{}\n", printable(word), printable(what));
    return text;
}

Result<std::string_view> completion_script(std::string_view shell)
{
    if (shell == "bash") return bash_script;
    if (shell == "zsh") return zsh_script;
    if (shell == "fish") return fish_script;
    const auto near = near_match(shell, shells);
    return usage(fmt::format("there is no completion for \"{}\"", printable(shell)),
        near ? fmt::format("did you mean {}?", *near) : "give bash, zsh or fish");
}

} // namespace furtka::cli
