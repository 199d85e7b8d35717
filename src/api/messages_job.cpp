#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "api/problem.hpp"
#include "base/time_text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::array stages_array(const Job& job)
{
    json::array list;
    for (const auto& stage : job.stages) {
        list.push_back(json::object{{"name", stage.name}, {"text", json_text(stage.text)}, {"state", to_text(stage.state)}});
    }
    return list;
}

json::value error_or_null(const Job& job)
{
    if (!job.error) return nullptr;
    auto object = json_error(*job.error);
    object.emplace("status", status_of(*job.error));
    add_details(object, *job.error);
    return object;
}

json::value result_or_null(const Job& job)
{
    if (job.result.empty()) return nullptr;
    boost::system::error_code problem;
    auto value = json::parse(job.result, problem);
    // A result that a later version cannot read is history only: the job itself can still be shown.
    if (problem || !value.is_object()) return nullptr;
    return value;
}

json::object job_object(const Job& job, JobLog log)
{
    json::object object{
        {"id", job.id},
        {"kind", to_text(job.kind)},
        {"app", json_text(job.app)},
        {"state", to_text(job.state)},
        {"stages", stages_array(job)},
        {"progress", json::object{{"bytes_done", job.progress.bytes_done}, {"bytes_total", job.progress.bytes_total}}},
    };
    if (log == JobLog::yes) object.emplace("log", json_texts(job.log));
    object.emplace("error", error_or_null(job));
    object.emplace("result", result_or_null(job));
    object.emplace("created_at", time_text(job.created_at));
    object.emplace("finished_at", job.finished_at ? json::value(time_text(*job.finished_at)) : json::value(nullptr));
    return object;
}

} // namespace

std::string job_json(const Job& job, JobLog log) { return json::serialize(job_object(job, log)); }

std::string job_list_json(const std::vector<Job>& jobs)
{
    json::array list;
    list.reserve(jobs.size());
    for (const auto& job : jobs) list.push_back(job_object(job, JobLog::no));
    return json::serialize(json::object{{"jobs", std::move(list)}});
}

std::string job_accepted_json(const Job& job)
{
    return json::serialize(json::object{{"job", job_object(job, JobLog::yes)}});
}

std::string problem_json(const Error& error, int status, std::string_view title)
{
    json::object object{
        {"type", "about:blank"},
        {"title", title},
        {"status", status},
        {"detail", json_text(error.message)},
        {"key", error.key},
        {"hint", json_text(error.hint)},
        {"error", json_text(error.message)},
    };
    add_details(object, error);
    return json::serialize(object);
}

} // namespace furtka::api
