#include "adapters/docker/log_frames.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace furtka::docker {
namespace {

constexpr std::size_t longest_engine_error = 4096;

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

std::uint32_t length_in(std::string_view header)
{
    return byte_at(header, 4) << 24U | byte_at(header, 5) << 16U | byte_at(header, 6) << 8U | byte_at(header, 7);
}

} // namespace

bool LogLines::feed(std::string_view bytes, const Sink& sink)
{
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const bool whole = end != std::string_view::npos;
        const auto room = longest_log_line - std::min(rest_.size(), longest_log_line);
        const auto taken = std::min(whole ? end : bytes.size(), room + 1);
        rest_.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        if (rest_.size() > longest_log_line) {
            const auto cut = utf8_cut(rest_, longest_log_line);
            const std::string rest = rest_.substr(cut);
            rest_.resize(cut);
            const bool wanted = deliver(std::exchange(rest_, rest), sink);
            if (!wanted) return false;
            continue;
        }
        if (!bytes.empty() && bytes.front() == '\n') {
            bytes.remove_prefix(1);
            if (!deliver(std::exchange(rest_, {}), sink)) return false;
        }
    }
    return true;
}

bool LogLines::finish(const Sink& sink) { return rest_.empty() || deliver(std::exchange(rest_, {}), sink); }

bool LogLines::deliver(std::string_view line, const Sink& sink) const
{
    if (line.ends_with('\r')) line.remove_suffix(1);
    return sink(to_utf8(line));
}

LogReader::LogReader(Form form, LogLines::Sink sink) : form_(form), sink_(std::move(sink)) { }

bool LogReader::feed(std::string_view bytes)
{
    if (broken_) return false;
    return form_ == Form::raw ? lines_[1].feed(bytes, sink_) : feed_frames(bytes);
}

void LogReader::finish()
{
    for (auto& lines : lines_) {
        if (!lines.finish(sink_)) return;
    }
}

bool LogReader::feed_frames(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (left_ == 0) {
            const auto taken = std::min(bytes.size(), header_size - header_.size());
            header_.append(bytes.substr(0, taken));
            bytes.remove_prefix(taken);
            if (header_.size() == header_size && !begin_frame()) return false;
            continue;
        }
        const auto payload = bytes.substr(0, std::min<std::size_t>(bytes.size(), left_));
        left_ -= static_cast<std::uint32_t>(payload.size());
        bytes.remove_prefix(payload.size());
        if (!take(payload)) return false;
    }
    return true;
}

bool LogReader::begin_frame()
{
    stream_ = byte_at(header_, 0);
    const bool plain = byte_at(header_, 1) == 0 && byte_at(header_, 2) == 0 && byte_at(header_, 3) == 0;
    broken_ = stream_ > error_stream || !plain;
    left_ = length_in(header_);
    header_.clear();
    return !broken_;
}

bool LogReader::take(std::string_view payload)
{
    if (stream_ != error_stream) return lines_[stream_].feed(payload, sink_);
    engine_error_ += payload.substr(0, longest_engine_error - std::min(engine_error_.size(), longest_engine_error));
    return true;
}

} // namespace furtka::docker
