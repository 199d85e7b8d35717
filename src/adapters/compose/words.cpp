#include "adapters/compose/words.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest_words = 2'000;

/// A line of `COMPOSE_PROGRESS=plain`: ` Container blog-web-1  Creating`, ` web Pulling `. Seen with 2.26 and 2.40.
bool is_progress(std::string_view line)
{
    static constexpr std::array subjects{"Container "sv, "Network "sv, "Volume "sv, "Image "sv};
    static constexpr std::array states{"Creating"sv, "Created"sv, "Starting"sv, "Started"sv, "Stopping"sv, "Stopped"sv,
        "Removing"sv, "Removed"sv, "Waiting"sv, "Healthy"sv, "Running"sv, "Recreate"sv, "Recreated"sv, "Restarting"sv,
        "Pulling"sv, "Pulled"sv, "Exited"sv, "Killing"sv, "Killed"sv, "Interrupted"sv, "Error"sv, "Warning"sv, "Building"sv,
        "Built"sv, "Skipped"sv};
    const auto space = line.find_last_of(' ');
    if (space == std::string_view::npos) return false;
    if (std::ranges::find(states, line.substr(space + 1)) == states.end()) return false;
    const bool has_subject = std::ranges::any_of(subjects, [&](std::string_view s) { return line.starts_with(s); });
    return has_subject || trimmed(line.substr(0, space)).find(' ') == std::string_view::npos;
}

/// Messages about `.env` quote from it: `.env: line 2: unterminated quoted value "hunter2`.
std::string without_env_values(std::string_view line)
{
    const auto file = line.find(".env: ");
    if (file == std::string_view::npos) return std::string(line);
    const auto quote = line.find('"', file);
    if (quote == std::string_view::npos) return std::string(line);
    return fmt::format("{} (the value is not shown)", trimmed(line.substr(0, quote)));
}

std::string telling_lines(std::string_view text)
{
    std::string words;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || is_progress(line)) continue;
        const auto log = parse_log_line(line);
        if (log && log->level != "error" && log->level != "fatal") continue;
        if (!words.empty()) words += '\n';
        words += without_env_values(log ? std::string_view(log->message) : line);
    }
    return words;
}

/// The last words say what went wrong.
std::string shortened(std::string words)
{
    if (words.size() > longest_words) words.erase(0, words.size() - longest_words);
    return to_utf8(words);
}

/// The text of a Go-quoted value that starts after `begin`.
std::string unquoted(std::string_view line, std::size_t begin)
{
    std::string text;
    for (auto i = begin; i < line.size() && line[i] != '"'; ++i) {
        if (line[i] == '\\' && i + 1 < line.size()) {
            ++i;
            text += line[i] == 'n' ? ' ' : line[i];
        } else {
            text += line[i];
        }
    }
    return text;
}

/// The variable of `The "TAG" variable is not set. Defaulting to a blank string.`
std::optional<std::string> unset_variable(std::string_view message)
{
    static constexpr auto start = "The \""sv;
    const auto end = message.find("\" variable is not set");
    if (!message.starts_with(start) || end == std::string_view::npos) return std::nullopt;
    return std::string(message.substr(start.size(), end - start.size()));
}

} // namespace

std::string failure_words(std::string_view errors, std::string_view output)
{
    for (const auto text : {errors, output}) {
        std::string words = telling_lines(text);
        if (!words.empty()) return shortened(std::move(words));
    }
    return shortened(without_env_values(trimmed(errors)));
}

std::optional<LogLine> parse_log_line(std::string_view line)
{
    if (!line.starts_with("time=")) return std::nullopt;
    const auto level = line.find(" level=");
    const auto message = line.find(" msg=");
    if (level == std::string_view::npos || message == std::string_view::npos) return std::nullopt;
    const auto word = line.substr(level + 7);
    auto rest = message + 5;
    LogLine log{.level = std::string(word.substr(0, word.find(' ')))};
    log.message = rest < line.size() && line[rest] == '"' ? unquoted(line, rest + 1) : std::string(line.substr(rest));
    return log;
}

std::string shown_line(std::string_view line, const std::vector<std::string>& compose_texts)
{
    const auto log = parse_log_line(line);
    if (!log) return without_env_values(line);
    const auto variable = unset_variable(log->message);
    const auto has_it = [&](const std::string& text) { return text.find(*variable) != std::string::npos; };
    if (variable && std::ranges::none_of(compose_texts, has_it)) {
        return fmt::format(
            "{}: a value in .env has a $ that Compose takes for a variable; write the value in single quotes", log->level);
    }
    return fmt::format("{}: {}", log->level, without_env_values(log->message));
}

} // namespace furtka
