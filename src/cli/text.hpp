// cli/text.hpp — text for a terminal: widths, tables, sizes and times in words.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::cli {

/// Columns that the text takes on a terminal: wide East Asian characters and emoji take two, combining marks and
/// colours none.
std::size_t display_width(std::string_view text);

/// The text on one line: control characters (and with them escape sequences) and ill-formed UTF-8 become `?`, line breaks
/// and tabs a space. What apps, catalogs and engines say passes through here.
std::string printable(std::string_view text);

/// As `printable`, but keeps tabs and colours (`ESC [ … m`): for lines of a log on a terminal.
std::string printable_log(std::string_view line);

/// At most `columns` wide; what is longer ends in `…`. Of printable text.
std::string cut(std::string_view text, std::size_t columns);

/// A state word of an app, a service or a job in its colour.
std::string painted(std::string_view state, bool colours);

/// With spaces at the end up to `columns`.
std::string padded(std::string_view text, std::size_t columns);

struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows; ///< as many cells as the header
};

/// Columns aligned, two spaces apart. A column that is empty in every row is left out. `width` > 0: lines are cut to it.
std::string table_text(const Table& table, std::size_t width);

/// `0 B`, `999 B`, `1.5 kB`, `27 MB`: powers of 1000, as drives are sold.
std::string bytes_text(std::uint64_t bytes);

/// `5 s`, `3 min 10 s`, `2 h 5 min`.
std::string duration_text(std::chrono::seconds duration);

/// `2030-01-01 06:00` of a time as the API tells it.
std::string short_time(const std::string& time);

/// `one, two, three`, each word made printable.
std::string joined(const std::vector<std::string>& words);

/// `one`, `one and two`, `one, two and three`.
std::string list_text(const std::vector<std::string>& words);

} // namespace furtka::cli
