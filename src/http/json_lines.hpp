// http/json_lines.hpp — splits a stream into lines: the engine's progress and event streams.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace furtka::http {

/// Takes bytes in any pieces; calls `sink` for each line without its `\n` or `\r\n`; empty lines are skipped.
class LineSplitter {
public:
    explicit LineSplitter(std::function<void(std::string_view)> sink, std::size_t longest_line = 1024 * 1024);
    /// False once a line was longer than the limit; nothing more is delivered.
    bool feed(std::string_view bytes);
    /// Delivers an unfinished last line.
    void finish();

private:
    std::function<void(std::string_view)> sink_;
    std::size_t longest_line_;
    std::string rest_;
    bool broken_ = false;
};

} // namespace furtka::http
