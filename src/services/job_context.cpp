#include "base/log.hpp"
#include "base/utf8.hpp"
#include "services/job_entry.hpp"

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t longest_line = 2'000; // bytes

std::string clean_line(std::string_view line)
{
    auto clean = to_utf8(line.substr(0, 2 * longest_line));
    std::erase_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    clean.resize(utf8_cut(clean, longest_line));
    return clean;
}

} // namespace

void JobContext::stage(std::string name, std::string text)
{
    auto& job = jobs_.entry(id_).job;
    finish_stage(job, JobState::done);
    job.stages.push_back({.name = std::move(name), .text = std::move(text), .state = JobState::running});
    job.progress = {};
    jobs_.tell(job);
}

void JobContext::progress(JobProgress progress)
{
    auto& job = jobs_.entry(id_).job;
    const JobProgress next{.bytes_done = std::max(job.progress.bytes_done, progress.bytes_done),
        .bytes_total = std::max(job.progress.bytes_total, progress.bytes_total)};
    if (next == job.progress) return;
    job.progress = next;
    jobs_.tell(job);
}

void JobContext::log(std::string_view line)
{
    auto& job = jobs_.entry(id_).job;
    if (job.log.size() >= jobs_.limits_.log_lines) job.log.erase(job.log.begin());
    job.log.push_back(clean_line(line));
    jobs_.tell(job);
}

Task<Result<void>> JobContext::about_to(std::string step, std::string data)
{
    CO_CHECK(co_await jobs_.write_missing_ends());
    auto& entry = jobs_.entry(id_);
    if (!entry.journaled) {
        entry.journaled = true;
        CO_CHECK(co_await jobs_.store_.save(entry.job));
    }
    co_return co_await jobs_.store_.about_to({.job = id_, .step = std::move(step), .data = std::move(data)});
}

Task<void> JobContext::taken(std::string step, std::string data)
{
    const auto written = co_await jobs_.store_.taken(id_, step, std::move(data));
    if (!written)
        furtka::log::warning("step cannot be written", {{"job", id_}, {"step", step}, {"reason", written.error().message}});
}

} // namespace furtka
