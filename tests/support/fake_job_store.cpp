#include "support/fake_job_store.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace furtka::test {

void FakeJobStore::has(Job job, std::vector<JournalStep> steps)
{
    steps_.insert(steps_.end(), steps.begin(), steps.end());
    const JobId id = job.id;
    jobs_.insert_or_assign(id, std::move(job));
}

void FakeJobStore::fails_from(std::size_t number, Error error)
{
    writes_until_failure_ = number - 1;
    failure_ = std::move(error);
}

void FakeJobStore::hangs_at(std::size_t number, Written written)
{
    hang_at_ = number;
    hang_when_ = written;
    begun_ = 0;
    hung_ = false;
}

std::string FakeJobStore::journal() const { return fmt::format("{}", fmt::join(journal_, "; ")); }

std::vector<JournalStep> FakeJobStore::steps(JobId job) const
{
    std::vector<JournalStep> found;
    std::ranges::copy_if(steps_, std::back_inserter(found), [job](const JournalStep& step) { return step.job == job; });
    return found;
}

std::optional<Job> FakeJobStore::job(JobId id) const
{
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? std::nullopt : std::optional(found->second);
}

Task<Result<void>> FakeJobStore::save(Job job)
{
    std::string call = fmt::format("save {} {}", job.id, to_text(job.state));
    CO_CHECK(co_await write(std::move(call)));
    const JobId id = job.id;
    jobs_.insert_or_assign(id, std::move(job));
    co_await hang_if(Written::yes);
    co_return Result<void>{};
}

Task<Result<std::vector<Job>>> FakeJobStore::recent(std::size_t most)
{
    CO_CHECK(co_await look("recent"));
    std::vector<Job> found;
    for (auto job = jobs_.rbegin(); job != jobs_.rend() && found.size() < most; ++job) found.push_back(job->second);
    co_return found;
}

Task<Result<void>> FakeJobStore::about_to(JournalStep step)
{
    const std::string call = fmt::format("about_to {} {} {}", step.job, step.step, step.data);
    CO_CHECK(co_await write(call));
    journal_.push_back(call);
    step.taken = false;
    steps_.push_back(std::move(step));
    co_await hang_if(Written::yes);
    co_return Result<void>{};
}

Task<Result<void>> FakeJobStore::taken(JobId job, std::string step, std::string data)
{
    const std::string call = fmt::format("taken {} {} {}", job, step, data);
    CO_CHECK(co_await write(call));
    journal_.push_back(call);
    const auto open = std::find_if(steps_.rbegin(), steps_.rend(),
        [&](const JournalStep& written) { return written.job == job && written.step == step && !written.taken; });
    if (open == steps_.rend()) {
        steps_.push_back({.job = job, .step = std::move(step), .data = std::move(data), .taken = true});
    } else {
        open->data = std::move(data);
        open->taken = true;
    }
    co_await hang_if(Written::yes);
    co_return Result<void>{};
}

Task<Result<std::vector<UnfinishedJob>>> FakeJobStore::unfinished()
{
    CO_CHECK(co_await look("unfinished"));
    std::vector<UnfinishedJob> found;
    for (const auto& [id, job] : jobs_) {
        if (!job.ended()) found.push_back({.job = job, .steps = steps(id)});
    }
    co_return found;
}

Task<Result<void>> FakeJobStore::trim(std::size_t keep)
{
    std::string call = fmt::format("trim {}", keep);
    CO_CHECK(co_await write(std::move(call)));
    std::vector<JobId> ended;
    for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) {
        if (job->second.ended()) ended.push_back(job->first);
    }
    for (std::size_t i = keep; i < ended.size(); ++i) {
        jobs_.erase(ended[i]);
        std::erase_if(steps_, [&](const JournalStep& step) { return step.job == ended[i]; });
    }
    co_return Result<void>{};
}

Task<Result<void>> FakeJobStore::write(std::string call)
{
    CO_CHECK(co_await enter(std::move(call)));
    ++begun_;
    co_await hang_if(Written::no);
    if (failure_ && writes_until_failure_ == 0) co_return furtka::fail(*failure_);
    if (failure_) --writes_until_failure_;
    ++writes_;
    co_return Result<void>{};
}

Task<void> FakeJobStore::hang_if(Written written)
{
    if (hang_at_ != begun_ || hang_when_ != written) co_return;
    hung_ = true;
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    boost::asio::steady_timer never(co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
    for (;;) co_await never.async_wait(boost::asio::use_awaitable);
}

} // namespace furtka::test
