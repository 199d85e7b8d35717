// Bytes in any pieces: the same lines as in one piece, none empty, none over the limit, none with a line break.
#include "http/json_lines.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr std::size_t longest_line = 64;

std::vector<std::string> split(std::string_view bytes, std::size_t step)
{
    std::vector<std::string> lines;
    furtka::http::LineSplitter splitter([&](std::string_view line) { lines.emplace_back(line); }, longest_line);
    bool going_on = true;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size())))
        going_on = splitter.feed(bytes.substr(0, step));
    splitter.finish();
    lines.emplace_back(going_on ? "whole" : "broken");
    return lines;
}

void require(bool held)
{
    if (!held) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t step = std::size_t{data[0]} + 1;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto lines = split(bytes, step);
    require(lines == split(bytes, bytes.size() + 1));
    for (const auto& line : lines) {
        require(!line.empty() && line.size() <= longest_line && line.find('\n') == std::string::npos);
    }
    return 0;
}
