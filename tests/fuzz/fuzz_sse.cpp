// Bytes in any pieces: the same events as in one piece, and what is read can be written and read again.
#include "http/sse.hpp"

#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using furtka::http::SseEvent;

struct Read {
    std::vector<SseEvent> events;
    bool whole = true;
    bool operator==(const Read&) const = default;
};

Read read(std::string_view bytes, std::size_t step)
{
    Read result;
    furtka::http::SseParser parser([&](SseEvent event) { result.events.push_back(std::move(event)); });
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
        result.whole = parser.feed(bytes.substr(0, step)) && result.whole;
    }
    return result;
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
    const auto pieces = read(bytes, step);
    require(pieces == read(bytes, bytes.size() + 1));

    std::string written;
    for (const auto& event : pieces.events) written += format_event(event);
    const auto again = read(written, step);
    require(again.events.size() == pieces.events.size());
    for (std::size_t i = 0; i < again.events.size(); ++i) {
        require(again.events[i].data == pieces.events[i].data);
        // A NUL in a name is dropped on writing; an empty id leaves the one before it.
        if (pieces.events[i].name.find('\0') == std::string::npos) require(again.events[i].name == pieces.events[i].name);
        if (!pieces.events[i].id.empty()) require(again.events[i].id == pieces.events[i].id);
    }
    return 0;
}
