// adapters/docker/pull_stream.hpp — the answer to `POST /images/create`: JSON lines of progress, the last one decides.
#pragma once

#include "http/json_lines.hpp"
#include "ports/images.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka::docker {

class PullStream {
public:
    explicit PullStream(PullLineSink sink);
    PullStream(const PullStream&) = delete;
    PullStream& operator=(const PullStream&) = delete;

    /// False: the pull has failed or is to be given up; nothing more is of use.
    bool feed(std::string_view bytes);
    void finish();
    /// The sink wants no more.
    bool stopped() const { return stopped_; }

    /// The engine's words of a failure inside the stream.
    const std::optional<std::string>& failure() const { return failure_; }
    /// The closing `Status:` line has come, the only sign of success.
    bool complete() const { return complete_ && !failure_; }

private:
    void take(std::string_view line);

    PullLineSink sink_;
    http::LineSplitter lines_;
    std::optional<std::string> failure_;
    bool complete_ = false;
    bool stopped_ = false;
};

} // namespace furtka::docker
