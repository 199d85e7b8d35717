// adapters/compose/words.hpp — what Compose wrote, told to people: without progress noise and without values of `.env`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// Compose's own words on why it failed: standard error without progress and warning lines, or standard output when that
/// leaves nothing; at most 2,000 bytes. What a message quotes from `.env` is left out.
std::string failure_words(std::string_view errors, std::string_view output);

/// A line of Compose's log, `time="…" level=warning msg="…"`, as its level and message.
struct LogLine {
    std::string level;
    std::string message;
};
std::optional<LogLine> parse_log_line(std::string_view line);

/// A line of Compose's output as an owner may see it: log lines as `warning: …`, others as they are. Compose takes a `$word`
/// inside a value of `.env` for a variable and names it in a warning, so a name is shown only if `compose_texts` have it.
std::string shown_line(std::string_view line, const std::vector<std::string>& compose_texts);

} // namespace furtka
