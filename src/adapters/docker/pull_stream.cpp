#include "adapters/docker/pull_stream.hpp"

#include "adapters/docker/json_fields.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka::docker {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = std::size_t{256} * 1024;

std::uint64_t bytes_in(const json::object& object, std::string_view key)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_in(object, key)));
}

/// `{"errorDetail":{"message":"…"},"error":"…"}`
std::optional<std::string> failure_in(const json::object& line)
{
    if (!line.contains("error") && !line.contains("errorDetail")) return std::nullopt;
    std::string words = text_in(object_in(line, "errorDetail"), "message");
    return words.empty() ? text_in(line, "error") : words;
}

} // namespace

PullStream::PullStream(PullLineSink sink)
    : sink_(std::move(sink)), lines_([this](std::string_view line) { take(line); }, longest_line)
{
}

bool PullStream::feed(std::string_view bytes)
{
    if (!lines_.feed(bytes) && !failure_) failure_ = "the engine's progress stream holds an endless line";
    return !failure_ && !stopped_;
}

void PullStream::finish() { lines_.finish(); }

void PullStream::take(std::string_view line)
{
    if (failure_ || stopped_) return;
    // A line that cannot be read may have been the failure, so it counts as one.
    const auto root = parse_object(line, "POST /images/create");
    if (!root) {
        failure_ = root.error().message;
        return;
    }
    failure_ = failure_in(*root);
    if (failure_) return;
    const json::object& detail = object_in(*root, "progressDetail");
    const PullLine read{.layer = text_in(*root, "id"),
        .status = text_in(*root, "status"),
        .current = bytes_in(detail, "current"),
        .total = bytes_in(detail, "total")};
    if (read.layer.empty() && read.status.starts_with("Status: ")) complete_ = true;
    if (sink_ && !sink_(read)) stopped_ = true;
}

} // namespace furtka::docker
