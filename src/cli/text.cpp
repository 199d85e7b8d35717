#include "cli/text.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace furtka::cli {
namespace {

struct Character {
    char32_t code = 0;
    std::size_t length = 1; ///< bytes
};

// The text is well-formed UTF-8.
Character character_at(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
    const auto lead = byte(0);
    if (lead < 0x80) return {lead, 1};
    if (lead < 0xe0) return {((lead & 0x1fU) << 6U) | (byte(1) & 0x3fU), 2};
    if (lead < 0xf0) return {((lead & 0x0fU) << 12U) | ((byte(1) & 0x3fU) << 6U) | (byte(2) & 0x3fU), 3};
    return {((lead & 0x07U) << 18U) | ((byte(1) & 0x3fU) << 12U) | ((byte(2) & 0x3fU) << 6U) | (byte(3) & 0x3fU), 4};
}

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode 15: East Asian Width W and F, joined where only rare characters stand between.
constexpr std::array wide{Range{0x1100, 0x115f}, Range{0x2e80, 0x303e}, Range{0x3041, 0xa4cf}, Range{0xa960, 0xa97c},
    Range{0xac00, 0xd7a3}, Range{0xf900, 0xfaff}, Range{0xfe30, 0xfe6f}, Range{0xff00, 0xff60}, Range{0xffe0, 0xffe6},
    Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff}, Range{0x1f900, 0x1faff}, Range{0x20000, 0x3fffd}};
// Combining marks, joiners and variation selectors.
constexpr std::array zero{Range{0x0300, 0x036f}, Range{0x0483, 0x0489}, Range{0x0591, 0x05bd}, Range{0x064b, 0x065f},
    Range{0x1ab0, 0x1aff}, Range{0x1dc0, 0x1dff}, Range{0x200b, 0x200f}, Range{0x20d0, 0x20ff}, Range{0xfe00, 0xfe0f},
    Range{0xfe20, 0xfe2f}, Range{0xe0100, 0xe01ef}};

bool is_in(char32_t code, std::span<const Range> ranges)
{
    return std::ranges::any_of(ranges, [&](const Range& range) { return code >= range.first && code <= range.last; });
}

std::size_t width_of(char32_t code)
{
    if (is_in(code, zero)) return 0;
    return is_in(code, wide) ? 2 : 1;
}

// Bidirectional controls can make a line read as something else.
bool is_control(char32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e)
        || (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

// The length of `ESC [ digits and semicolons m` at `at`, or 0.
std::size_t colour_length(std::string_view text, std::size_t at)
{
    if (!text.substr(at).starts_with("\x1b[")) return 0;
    const auto end = text.find_first_not_of("0123456789;", at + 2);
    return end != std::string::npos && text[end] == 'm' ? end + 1 - at : 0;
}

enum class Colours { keep, drop };

std::string cleaned(std::string_view raw, Colours colours)
{
    std::string fixed;
    if (!is_utf8(raw)) {
        fixed = to_utf8(raw);
        raw = fixed;
    }
    std::string text;
    text.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const auto colour = colours == Colours::keep ? colour_length(raw, at) : 0;
        const auto [code, length] = character_at(raw, at);
        if (colour > 0) {
            text += raw.substr(at, colour);
            at += colour;
            continue;
        }
        if (code == '\t' && colours == Colours::keep) {
            text += '\t';
        } else if (code == '\n' || code == '\t') {
            text += ' ';
        } else if (code == 0xfffd || is_control(code)) {
            text += '?';
        } else {
            text += raw.substr(at, length);
        }
        at += length;
    }
    return text;
}

std::vector<std::size_t> column_widths(const Table& table)
{
    std::vector<std::size_t> widths(table.header.size());
    for (std::size_t column = 0; column < widths.size(); ++column) {
        for (const auto& row : table.rows) widths[column] = std::max(widths[column], display_width(row[column]));
        if (widths[column] > 0) widths[column] = std::max(widths[column], display_width(table.header[column]));
    }
    return widths;
}

std::string row_text(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths, std::size_t width)
{
    std::string line;
    for (std::size_t column = 0; column < cells.size(); ++column) {
        if (widths[column] == 0) continue;
        line += padded(cells[column], widths[column]);
        line += "  ";
    }
    const auto last = line.find_last_not_of(' ');
    line.resize(last == std::string::npos ? 0 : last + 1);
    return (width > 0 ? cut(line, width) : line) + "\n";
}

} // namespace

std::size_t display_width(std::string_view text)
{
    if (!is_utf8(text)) return text.size();
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (const auto colour = colour_length(text, at); colour > 0) {
            at += colour;
            continue;
        }
        const auto [code, length] = character_at(text, at);
        width += width_of(code);
        at += length;
    }
    return width;
}

std::string printable(std::string_view text) { return cleaned(text, Colours::drop); }
std::string printable_log(std::string_view line) { return cleaned(line, Colours::keep); }

std::string cut(std::string_view text, std::size_t columns)
{
    if (display_width(text) <= columns) return std::string(text);
    if (columns == 0) return "";
    std::size_t at = 0;
    std::size_t used = 0;
    bool coloured = false;
    while (at < text.size()) {
        if (const auto colour = colour_length(text, at); colour > 0) {
            coloured = true;
            at += colour;
            continue;
        }
        const auto [code, length] = character_at(text, at);
        if (used + width_of(code) > columns - 1) break;
        used += width_of(code);
        at += length;
    }
    return std::string(text.substr(0, at)) + (coloured ? "…\x1b[0m" : "…");
}

std::string painted(std::string_view state, bool colours)
{
    if (!colours) return std::string(state);
    const auto is = [&](std::string_view word) { return state == word; };
    const auto* const colour = is("running") || is("done") ? "32"
        : is("failed") || is("broken") || is("unhealthy")  ? "31"
        : is("stopped") || is("cancelled")                 ? "2"
                                                           : "33";
    return fmt::format("\x1b[{}m{}\x1b[0m", colour, state);
}

std::string padded(std::string_view text, std::size_t columns)
{
    const auto width = display_width(text);
    return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string table_text(const Table& table, std::size_t width)
{
    const auto widths = column_widths(table);
    std::string text = row_text(table.header, widths, width);
    for (const auto& row : table.rows) text += row_text(row, widths, width);
    return text;
}

std::string bytes_text(std::uint64_t bytes)
{
    if (bytes < 1000) return fmt::format("{} B", bytes);
    static constexpr std::array units{"kB", "MB", "GB", "TB", "PB"};
    double value = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return value < 9.95 ? fmt::format("{:.1f} {}", value, units[unit]) : fmt::format("{:.0f} {}", value, units[unit]);
}

std::string short_time(const std::string& time)
{
    if (time.size() < 16) return printable(time);
    auto text = time.substr(0, 16);
    text[10] = ' ';
    return printable(text);
}

std::string duration_text(std::chrono::seconds duration)
{
    const auto seconds = std::max<std::int64_t>(duration.count(), 0);
    if (seconds < 60) return fmt::format("{} s", seconds);
    if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + printable(word);
    return text;
}

std::string list_text(const std::vector<std::string>& words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

} // namespace furtka::cli
