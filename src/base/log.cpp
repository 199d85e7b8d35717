#include "base/log.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <unistd.h>

namespace furtka::log {
namespace {

std::atomic<Level> threshold{Level::info};
std::atomic<bool> journal_prefix{std::getenv("JOURNAL_STREAM") != nullptr};

std::string_view priority(Level level)
{
    switch (level) {
    case Level::debug: return "<7>";
    case Level::info: return "<6>";
    case Level::warning: return "<4>";
    case Level::error: return "<3>";
    }
    return "<6>";
}

std::string_view word(Level level)
{
    switch (level) {
    case Level::debug: return "debug ";
    case Level::info: return "";
    case Level::warning: return "warning: ";
    case Level::error: return "error: ";
    }
    return "";
}

void append_value(std::string& line, std::string_view value)
{
    const bool plain = !value.empty() && value.find_first_of(" \"=") == std::string_view::npos;
    if (plain) {
        line += value;
        return;
    }
    line += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\') line += '\\';
        line += c;
    }
    line += '"';
}

} // namespace

void set_level(Level level) { threshold = level; }
void set_journal_prefix(bool on) { journal_prefix = on; }

std::string format_line(std::string_view event, std::initializer_list<Field> fields)
{
    std::string line(event);
    for (const Field& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        append_value(line, field.value);
    }
    std::ranges::replace_if(line, is_control, ' ');
    return line;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields)
{
    if (level < threshold.load()) return;
    std::string line(journal_prefix ? priority(level) : word(level));
    line += format_line(event, fields);
    line += '\n';
    // One write a line: lines of several threads never mix. A log that cannot be written is no reason to stop.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace furtka::log
