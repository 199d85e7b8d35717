// A container's output becomes the same clean lines in whatever pieces it comes.
// The first byte of an input is the size of the pieces; an odd one means a terminal, an even one frames.

#include "adapters/docker/log_frames.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace furtka;
using namespace furtka::docker;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

struct Reading {
    std::vector<std::string> lines;
    bool broken = false;
    std::string error;
    bool operator==(const Reading&) const = default;
};

Reading read(LogReader::Form form, std::string_view bytes, std::size_t piece)
{
    Reading reading;
    LogReader reader(form, [&](std::string_view line) {
        // A byte that is no text becomes three.
        demand(is_utf8(line) && line.size() <= 3 * longest_log_line && line.find('\n') == std::string_view::npos);
        reading.lines.emplace_back(line);
        return true;
    });
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        if (!reader.feed(bytes.substr(at, piece))) break;
    }
    reader.finish();
    reading.broken = reader.broken();
    reading.error = reader.engine_error();
    return reading;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto form = data[0] % 2 == 1 ? LogReader::Form::raw : LogReader::Form::frames;
    const std::size_t piece = std::max<std::size_t>(1, data[0]);
    demand(read(form, bytes, std::max<std::size_t>(1, bytes.size())) == read(form, bytes, piece));
    return 0;
}
