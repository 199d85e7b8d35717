// http/sse.hpp — server-sent events (WHATWG HTML, 9.2): the framing, both ways.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace furtka::http {

struct SseEvent {
    std::string id; ///< empty: none
    std::string name; ///< `event:`; empty: message
    std::string data;
    bool operator==(const SseEvent&) const = default;
};

/// The event as bytes; data with line breaks becomes several `data:` lines. Line breaks in id and name are dropped.
std::string format_event(const SseEvent& event);

/// Takes bytes in any pieces and calls `sink` for each complete event; comments (heartbeats) are skipped.
/// An event carries the last id the stream set. A line over 1 MiB or data over 4 MiB ends the parser: `feed` returns false
/// from there on.
class SseParser {
public:
    explicit SseParser(std::function<void(SseEvent)> sink);
    bool feed(std::string_view bytes);

private:
    void end_line();
    void take_field(std::string_view name, std::string_view value);
    void end_event();

    std::function<void(SseEvent)> sink_;
    std::string line_;
    SseEvent event_;
    std::string last_id_;
    bool has_data_ = false;
    bool after_cr_ = false;
    bool broken_ = false;
};

} // namespace furtka::http
