// cli/job_view.hpp — a job as the API tells of it.
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace furtka::cli {

struct StageView {
    std::string name;
    std::string text;
    std::string state;
};

struct JobView {
    std::int64_t id = 0;
    std::string kind;
    std::string app;
    std::string state;
    std::vector<StageView> stages;
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0; ///< 0: not known
    std::vector<std::string> log;
    std::optional<Error> error;
    std::string result; ///< JSON text, or empty
    std::string created_at;
    std::string finished_at; ///< empty: it has not

    bool ended() const { return state == "done" || state == "failed" || state == "cancelled"; }
};

/// All text is made printable.
JobView read_job(const boost::json::value& value);

/// What is being done to what: `update of garden`, `reconcile`.
std::string job_title(const JobView& job);

/// `2030-01-01 12:00:00` in UTC from the API's time text.
std::string time_words(const std::string& time);

} // namespace furtka::cli
