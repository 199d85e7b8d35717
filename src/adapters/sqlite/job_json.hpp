// adapters/sqlite/job_json.hpp — the lists and the error of a job as JSON text in a column.
#pragma once

#include "domain/job.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

std::string stages_to_json(const std::vector<JobStage>& stages);
std::string lines_to_json(const std::vector<std::string>& lines);
std::string error_to_json(const Error& error);

// What cannot be read is left out: an odd row costs its details, not the list of jobs.
std::vector<JobStage> stages_from_json(std::string_view text);
std::vector<std::string> lines_from_json(std::string_view text);
Error error_from_json(std::string_view text); ///< unreadable: internal `unknown`

} // namespace furtka
