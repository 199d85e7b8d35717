// adapters/docker/log_frames.hpp — a container's output stream taken apart into lines of clean text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace furtka::docker {

/// Lines longer than this come in pieces of this size.
inline constexpr std::size_t longest_log_line = std::size_t{16} * 1024;

/// Collects one stream's bytes into lines: without `\n` or `\r\n`, valid UTF-8.
class LogLines {
public:
    using Sink = std::function<bool(std::string_view)>;

    /// False once the sink said so.
    bool feed(std::string_view bytes, const Sink& sink);
    bool finish(const Sink& sink); ///< delivers an unfinished last line

private:
    bool deliver(std::string_view line, const Sink& sink) const;
    std::string rest_;
};

/// Takes the bytes of `GET /containers/{id}/logs` in any pieces. Without a terminal the engine sends frames: one byte stream
/// (0 to 2; 3 is the engine's own error), three zero bytes, four bytes length, big-endian. With a terminal: the text itself.
class LogReader {
public:
    enum class Form { frames, raw };

    LogReader(Form form, LogLines::Sink sink);

    /// False: the sink wants no more, or the bytes are not frames (`broken`).
    bool feed(std::string_view bytes);
    void finish();

    bool broken() const { return broken_; }
    /// The engine's own words when it ended the stream with an error frame.
    const std::string& engine_error() const { return engine_error_; }

private:
    bool feed_frames(std::string_view bytes);
    bool begin_frame();
    bool take(std::string_view payload);

    static constexpr std::size_t header_size = 8;
    static constexpr unsigned error_stream = 3;

    Form form_;
    LogLines::Sink sink_;
    std::array<LogLines, error_stream> lines_; ///< stdin, stdout, stderr: a line of one may be cut by a line of another
    std::string header_;
    unsigned stream_ = 0;
    std::uint32_t left_ = 0; ///< bytes of the frame still to come
    bool broken_ = false;
    std::string engine_error_;
};

} // namespace furtka::docker
