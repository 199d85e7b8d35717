#include "cli/job_view.hpp"

#include "cli/error_kind.hpp"
#include "cli/json_read.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <utility>

namespace furtka::cli {
namespace {

namespace json = boost::json;

Error read_error(const json::value& value, const std::string& state)
{
    auto key = text_of(value, "key");
    const auto kind = kind_of(static_cast<int>(number_of(value, "status")), key);
    return {.kind = state == "cancelled" ? ErrorKind::cancelled : kind,
        .key = std::move(key),
        .message = text_of(value, "detail"),
        .hint = text_of(value, "hint")};
}

} // namespace

JobView read_job(const json::value& value)
{
    JobView job{.id = number_of(value, "id"),
        .kind = printable(text_of(value, "kind")),
        .app = printable(text_of(value, "app")),
        .state = printable(text_of(value, "state")),
        .created_at = printable(text_of(value, "created_at")),
        .finished_at = printable(text_of(value, "finished_at"))};
    for (const auto& stage : list_of(value, "stages")) {
        job.stages.push_back({.name = printable(text_of(stage, "name")),
            .text = printable(text_of(stage, "text")),
            .state = printable(text_of(stage, "state"))});
    }
    const auto& progress = member(value, "progress");
    job.bytes_done = size_of(progress, "bytes_done");
    job.bytes_total = size_of(progress, "bytes_total");
    for (const auto& line : texts_of(value, "log")) job.log.push_back(printable(line));
    if (const auto& error = member(value, "error"); error.is_object()) job.error = read_error(error, job.state);
    if (const auto& result = member(value, "result"); result.is_object()) job.result = json::serialize(result);
    return job;
}

std::string job_title(const JobView& job) { return job.app.empty() ? job.kind : fmt::format("{} of {}", job.kind, job.app); }

std::string time_words(const std::string& time)
{
    if (time.size() < 19 || time[10] != 'T') return time;
    return time.substr(0, 10) + " " + time.substr(11, 8);
}

} // namespace furtka::cli
