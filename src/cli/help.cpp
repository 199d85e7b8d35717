#include "cli/help.hpp"

#include "cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

std::string option_words(const OptionInfo& option)
{
    return option.value.empty() ? std::string(option.name) : fmt::format("{} {}", option.name, option.value);
}

std::string options_text(std::span<const OptionInfo> options)
{
    std::string text;
    for (const auto& option : options) text += fmt::format("  {} {}\n", padded(option_words(option), 20), option.help);
    return text;
}

std::string command_lines(auto&& wanted)
{
    std::string text;
    for (const auto& info : commands()) {
        if (wanted(info)) text += fmt::format("  {} {}\n", padded(info.words, 15), info.summary);
    }
    return text;
}

} // namespace

std::string usage_line(const CommandInfo& info)
{
    std::string line = fmt::format("furtka {}", info.words);
    for (const auto& argument : info.arguments) {
        const std::string_view dots = argument.repeats ? "…" : "";
        line += argument.required ? fmt::format(" {}{}", argument.name, dots) : fmt::format(" [{}]{}", argument.name, dots);
    }
    return line + " [OPTION]…";
}

std::string overview_text()
{
    std::string text = "Furtka runs apps on your own server.\n\nUsage: furtka COMMAND [OPTION]…\n\nApps:\n";
    text += command_lines([](const CommandInfo& info) { return info.words.starts_with("app "); });
    text += "\nThe server:\n";
    text += command_lines([](const CommandInfo& info) { return !info.words.starts_with("app "); });
    text += "\nOptions of every command:\n";
    text += options_text(common_options());
    text += "\nTo begin with:\n"
            "  furtka app available            see what can be installed\n"
            "  furtka app install NAME         install it\n"
            "  furtka app install --help       explain a command\n";
    text += "\nExit codes:\n";
    for (const auto& [code, meaning] : exit_codes()) text += fmt::format("  {:>3}  {}\n", code, meaning);
    text += "\nEnvironment:\n";
    for (const auto& [name, meaning] : variables()) text += fmt::format("  {} {}\n", padded(name, 14), meaning);
    return text;
}

std::string group_text(std::string_view group)
{
    std::string text = fmt::format("Usage: furtka {} COMMAND [OPTION]…\n\nCommands:\n", group);
    text += command_lines([&](const CommandInfo& info) {
        return info.words.starts_with(group) && info.words.substr(group.size()).starts_with(' ');
    });
    return text + fmt::format("\nMore about one of them: furtka {} COMMAND --help\n", group);
}

std::string command_text(const CommandInfo& info)
{
    std::string summary(info.summary);
    summary.front() = static_cast<char>(summary.front() - 'a' + 'A');
    std::string text = fmt::format("{}.\n\nUsage: {}\n", summary, usage_line(info));
    if (!info.details.empty()) text += fmt::format("\n{}\n", info.details);
    if (!info.options.empty()) text += fmt::format("\nOptions:\n{}", options_text(info.options));
    text += fmt::format("\nOptions of every command:\n{}", options_text(common_options()));
    text += "\nExamples:\n";
    for (const auto& [line, what] : info.examples) text += fmt::format("  {}\n      {}\n", line, what);
    return text;
}

} // namespace furtka::cli
