// base/log.hpp — one line to stderr per event: `update finished app=blog job=17 changed=1`.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace furtka::log {

enum class Level { debug, info, warning, error };

/// A field of a log line. Values with spaces or quotes are quoted. A secret must never become a field.
struct Field {
    template <class T>
    Field(std::string_view field_name, const T& field_value) : name(field_name), value(fmt::format("{}", field_value))
    {
    }

    std::string_view name;
    std::string value;
};

/// Lines below this level are dropped. Default: info.
void set_level(Level level);

/// Prefixes each line with journald's `<N>` priority. Default: on when JOURNAL_STREAM is set.
void set_journal_prefix(bool on);

void write(Level level, std::string_view event, std::initializer_list<Field> fields);

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::debug, event, fields); }
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
inline void warning(std::string_view event, std::initializer_list<Field> fields = {})
{
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }

/// The line as it is written, without prefix and newline; control characters become spaces.
std::string format_line(std::string_view event, std::initializer_list<Field> fields);

} // namespace furtka::log
