#include "http/sse.hpp"

#include <algorithm>
#include <utility>

namespace furtka::http {

namespace {

constexpr std::size_t longest_line = 1024 * 1024;
constexpr std::size_t longest_data = 4 * longest_line;
constexpr std::string_view line_breaks = "\r\n";

void append_without_breaks(std::string& out, std::string_view text)
{
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return c != '\r' && c != '\n' && c != '\0'; });
}

void append_member(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append(": ");
    append_without_breaks(out, value);
    out.push_back('\n');
}

// Each of `\r\n`, `\n` and `\r` ends a line, as it would at the reader.
void append_data(std::string& out, std::string_view data)
{
    for (;;) {
        const auto end = data.find_first_of(line_breaks);
        out.append("data: ").append(data.substr(0, end)).push_back('\n');
        if (end == std::string_view::npos) return;
        const bool pair = data.substr(end, 2) == line_breaks;
        data.remove_prefix(end + (pair ? 2 : 1));
    }
}

} // namespace

std::string format_event(const SseEvent& event)
{
    std::string out;
    out.reserve(event.id.size() + event.name.size() + event.data.size() + 32);
    if (!event.id.empty()) append_member(out, "id", event.id);
    if (!event.name.empty()) append_member(out, "event", event.name);
    append_data(out, event.data);
    out.push_back('\n');
    return out;
}

SseParser::SseParser(std::function<void(SseEvent)> sink) : sink_(std::move(sink)) { }

bool SseParser::feed(std::string_view bytes)
{
    while (!broken_ && !bytes.empty()) {
        if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
            bytes.remove_prefix(1);
            continue;
        }
        const auto end = bytes.find_first_of(line_breaks);
        const auto piece = bytes.substr(0, end);
        if (line_.size() + piece.size() > longest_line) {
            broken_ = true;
            break;
        }
        line_.append(piece);
        if (end == std::string_view::npos) break;
        after_cr_ = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        end_line();
    }
    if (broken_) line_ = {};
    return !broken_;
}

void SseParser::end_line()
{
    const std::string line = std::exchange(line_, {});
    if (line.empty()) {
        end_event();
        return;
    }
    const auto colon = std::min(line.find(':'), line.size());
    const auto name = std::string_view(line).substr(0, colon);
    auto value = std::string_view(line).substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    take_field(name, value);
}

void SseParser::take_field(std::string_view name, std::string_view value)
{
    if (name == "data") {
        if (event_.data.size() + value.size() > longest_data) broken_ = true;
        if (std::exchange(has_data_, true)) event_.data.push_back('\n');
        event_.data.append(value);
    } else if (name == "event") {
        event_.name = value;
    } else if (name == "id" && value.find('\0') == std::string_view::npos) {
        last_id_ = value;
    }
}

// An event without data is none, but the id it set stays (WHATWG HTML, 9.2.6).
void SseParser::end_event()
{
    SseEvent event = std::exchange(event_, {});
    if (!std::exchange(has_data_, false)) return;
    event.id = last_id_;
    sink_(std::move(event));
}

} // namespace furtka::http
