// Variables of scripts in `command` and the like: `DIR=/x; ls ${DIR}` without the dollar that Compose would leave.
#include "domain/import/draft.hpp"
#include "domain/import/variables.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace furtka::imports {
namespace {

bool is_name_sign(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

constexpr std::string_view separators = "\n;&|(){}";

/// Where the shell's command begins that this place is in.
std::string_view words_before(std::string_view text, std::size_t at)
{
    const auto before = text.substr(0, at);
    const auto start = before.find_last_of(separators);
    return start == std::string_view::npos ? before : before.substr(start + 1);
}

/// `NAME=`, `export NAME=`, `then NAME=`: nothing before it but words that a command begins with.
bool begins_command(std::string_view before)
{
    constexpr std::array<std::string_view, 7> words{"export", "local", "readonly", "then", "do", "else", "declare"};
    while (before.starts_with(' ') || before.starts_with('\t')) before.remove_prefix(1);
    while (before.ends_with(' ') || before.ends_with('\t')) before.remove_suffix(1);
    return before.empty() || std::ranges::find(words, before) != words.end();
}

/// Names that a script gives values, and from where on it has them.
std::map<std::string, std::size_t, std::less<>> assigned(std::string_view script)
{
    std::map<std::string, std::size_t, std::less<>> names;
    for (std::size_t at = 0; at < script.size();) {
        const bool begins = is_name_sign(script[at]) && (at == 0 || !is_name_sign(script[at - 1]));
        if (!begins) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < script.size() && is_name_sign(script[end])) ++end;
        const auto before = words_before(script, at);
        const bool given = end < script.size() && script[end] == '=' && begins_command(before);
        auto last = before;
        while (last.ends_with(' ')) last.remove_suffix(1);
        const bool counted = (last.ends_with("for") || last.ends_with("read") || last.ends_with("read -r"))
            && begins_command(last.substr(0, last.rfind(last.ends_with("for") ? "for" : "read")));
        if (given || counted) {
            const auto stop = script.find_first_of("\n;", end);
            names.emplace(std::string(script.substr(at, end - at)), stop == std::string_view::npos ? script.size() : stop);
        }
        at = end;
    }
    return names;
}

/// The script with a second dollar before variables of its own.
std::string with_own_variables(std::string_view script, const auto& known)
{
    const auto names = assigned(script);
    const auto pieces = names.empty() ? std::nullopt : pieces_of(script);
    if (!pieces) return std::string(script);
    std::string out;
    std::size_t at = 0;
    for (const auto& piece : *pieces) {
        const auto own = names.find(piece.name);
        if (!piece.name.empty() && own != names.end() && at >= own->second && !known(piece.name)) out += '$';
        out += piece.raw;
        at += piece.raw.size();
    }
    return out;
}

} // namespace

void keep_shell_variables(Draft& draft)
{
    const auto& definition = draft.definition;
    const auto known = [&](const std::string& name) {
        return definition.variables.contains(name) || definition.proposals.contains(name)
            || std::ranges::any_of(definition.form, [&](const Setting& field) { return field.name == name; });
    };
    for (auto& [name, service] : draft.services_node()->members) {
        for (const auto* word : {"command", "entrypoint", "healthcheck"}) {
            auto* part = service.find(word);
            if (part == nullptr) continue;
            each_scalar(*part, [&](Node& scalar) {
                auto text = with_own_variables(scalar.text, known);
                if (text == scalar.text) return;
                scalar.text = std::move(text);
                draft.repair("escape-shell-variable:" + name);
            });
        }
    }
}

} // namespace furtka::imports
