#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/job_entry.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace asio = boost::asio;

namespace {

constexpr std::size_t ends_per_trim = 32; // so the store holds a few more jobs than are remembered

Error busy(std::string_view app, JobId job)
{
    return {.kind = ErrorKind::conflict,
        .key = "app_busy",
        .message = fmt::format("{} is busy with job {}", app, job),
        .hint = "wait until that job ends, or cancel it",
        .details = {{"job", std::to_string(job)}}};
}

Error unknown_job(JobId id)
{
    return {.kind = ErrorKind::not_found,
        .key = "job_unknown",
        .message = fmt::format("there is no job {}", id),
        .hint = "see the list of jobs"};
}

Error cancelled()
{
    return {.kind = ErrorKind::cancelled, .key = "cancelled", .message = "the job was cancelled", .hint = ""};
}

Error internal()
{
    return {.kind = ErrorKind::internal,
        .key = "internal",
        .message = "the job ended in a way it should not",
        .hint = "this is a bug: please report it with the daemon's log"};
}

/// Apps that an earlier run's job had claimed: its own, and those its steps name.
std::vector<std::string> apps_of(const UnfinishedJob& unfinished)
{
    std::vector<std::string> apps{unfinished.job.app};
    for (const auto& step : unfinished.steps) {
        const auto named = AppName::parse(std::string_view(step.step).substr(step.step.find(' ') + 1));
        if (step.step.contains(' ') && named) apps.push_back(named->text());
    }
    return apps;
}

void log_end(const Job& job, std::chrono::steady_clock::duration took)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    if (job.state == JobState::done) {
        log::info(
            fmt::format("{} finished", to_text(job.kind)), {{"app", job.app}, {"job", job.id}, {"took_ms", milliseconds}});
        return;
    }
    log::warning(fmt::format("{} {}", to_text(job.kind), to_text(job.state)),
        {{"app", job.app}, {"job", job.id}, {"took_ms", milliseconds}, {"key", job.error->key},
            {"reason", job.error->message}});
}

} // namespace

Jobs::Jobs(JobStore& store, Host& host, JobLimits limits)
    : state_(std::make_unique<State>()), store_(store), host_(host), limits_(limits)
{
}

Jobs::~Jobs() = default;

Jobs::Entry& Jobs::entry(JobId id) { return *state_->entries.at(id); }

void Jobs::tell(const Job& job)
{
    if (listener_ != nullptr) listener_->job_changed(job);
}

Task<void> Jobs::load(boost::asio::any_io_executor executor)
{
    auto recent = co_await store_.recent(limits_.kept);
    auto unfinished = co_await store_.unfinished();
    if (!recent || !unfinished) {
        const auto& error = recent ? unfinished.error() : recent.error();
        log::warning("past jobs cannot be read", {{"reason", error.message}});
        co_return;
    }
    for (auto& job : *recent) take_in(std::move(job), executor);
    for (auto& left : *unfinished) {
        const auto id = left.job.id;
        const auto apps = apps_of(left);
        take_in(std::move(left.job), executor);
        state_->interrupted.insert(id);
        for (const auto& app : apps) claim(app, id);
    }
    const auto trimmed = co_await store_.trim(limits_.kept);
    if (!trimmed) log::warning("old jobs cannot be deleted", {{"reason", trimmed.error().message}});
}

void Jobs::take_in(Job job, const asio::any_io_executor& executor)
{
    const auto id = job.id;
    state_->last_id = std::max(state_->last_id, id);
    state_->entries.try_emplace(
        id, std::make_shared<Entry>(std::move(job), JobBody{}, std::vector<std::string>{}, executor));
}

void Jobs::claim(const std::string& app, JobId id)
{
    const auto claimed = state_->claims.try_emplace(app, id);
    if (!claimed.second) return;
    state_->entries.at(id)->claims.push_back(app);
    if (on_claim_) on_claim_(app, id);
}

bool Jobs::is_interrupted(JobId id) const { return state_->interrupted.contains(id); }

Task<void> Jobs::end_interrupted(JobId id, Error reason)
{
    if (!is_interrupted(id)) co_return;
    auto& job = entry(id).job;
    job.state = JobState::failed;
    job.error = std::move(reason);
    job.finished_at = host_.now();
    finish_stage(job, JobState::failed);
    co_await write_end(job);
    state_->interrupted.erase(id);
    release(id);
}

Result<void> Jobs::check_free(std::string_view app) const
{
    const auto claimed = state_->claims.find(app);
    if (claimed != state_->claims.end()) return fail(busy(app, claimed->second));
    return {};
}

Result<JobId> Jobs::start(
    JobKind kind, const std::string& app, const std::vector<std::string>& also, JobBody body, asio::any_io_executor executor)
{
    auto& state = *state_;
    if (state.stopping) {
        return fail({.kind = ErrorKind::unavailable,
            .key = "stopping",
            .message = "Furtka is stopping",
            .hint = "try again in a moment"});
    }
    if (state.queue.size() >= limits_.queued) {
        return fail({.kind = ErrorKind::conflict,
            .key = "too_many_jobs",
            .message = fmt::format("{} jobs are waiting already", state.queue.size()),
            .hint = "wait until some have ended"});
    }
    std::vector<std::string> claims{app};
    claims.insert(claims.end(), also.begin(), also.end());
    for (const auto& name : claims) CHECK(check_free(name));

    const JobId id = ++state.last_id;
    Job job{.id = id, .kind = kind, .app = app, .created_at = host_.now()};
    state.entries.emplace(
        id, std::make_shared<Entry>(std::move(job), std::move(body), std::vector<std::string>{}, executor));
    for (const auto& name : claims) claim(name, id);
    state.queue.push_back(id);
    tell(entry(id).job);
    begin_queued();
    return id;
}

void Jobs::begin_queued()
{
    auto& state = *state_;
    while (!state.queue.empty() && state.running.size() < limits_.at_once) {
        const JobId id = state.queue.front();
        state.queue.pop_front();
        state.running.insert(id);
        const auto started = state.entries.at(id);
        auto on_end = [this, id](std::exception_ptr problem) { ended(id, problem); };
        asio::co_spawn(
            started->executor, run_one(started), asio::bind_cancellation_slot(started->cancel.slot(), std::move(on_end)));
    }
}

Task<void> Jobs::run_one(std::shared_ptr<Entry> entry)
{
    entry->job.state = JobState::running;
    tell(entry->job);
    JobContext context(*this, entry->job.id);
    auto result = co_await guarded(entry->body(context));
    // The end is written whatever happened, so the cancellation that ended the body must not end this too.
    co_await forget_cancellation();

    Job ended = entry->job;
    ended.state = result                              ? JobState::done
        : result.error().kind == ErrorKind::cancelled ? JobState::cancelled
                                                      : JobState::failed;
    finish_stage(ended, ended.state);
    if (result) {
        ended.result = *std::move(result);
    } else {
        ended.error = result.error();
    }
    ended.finished_at = host_.now();
    if (entry->journaled || ended.state != JobState::done) co_await write_end(ended);
    entry->job = std::move(ended);
    log_end(entry->job, std::chrono::steady_clock::now() - entry->begun);
}

Task<void> Jobs::write_end(Job ended)
{
    const auto saved = co_await store_.save(ended);
    if (!saved) {
        log::error("job cannot be written", {{"job", ended.id}, {"reason", saved.error().message}});
        state_->unwritten_ends.insert_or_assign(ended.id, std::move(ended));
        co_return;
    }
    if (++state_->ends_since_trim < ends_per_trim) co_return;
    state_->ends_since_trim = 0;
    [[maybe_unused]] const auto trimmed = co_await store_.trim(limits_.kept);
}

/// An end that the store does not know would make the next start take back what is long done, so no step is begun before it.
Task<Result<void>> Jobs::write_missing_ends()
{
    while (!state_->unwritten_ends.empty()) {
        const Job missing = state_->unwritten_ends.begin()->second;
        CO_CHECK(co_await store_.save(missing));
        state_->unwritten_ends.erase(missing.id);
    }
    co_return Result<void>{};
}

void Jobs::ended(JobId id, std::exception_ptr problem)
{
    auto& job = entry(id).job;
    if (problem && !job.ended()) {
        job.state = JobState::failed;
        job.error = internal();
        job.finished_at = host_.now();
    }
    release(id);
}

void Jobs::release(JobId id)
{
    auto& state = *state_;
    const auto ended = state.entries.at(id);
    for (const auto& name : ended->claims) {
        state.claims.erase(name);
        if (on_claim_) on_claim_(name, std::nullopt);
    }
    state.running.erase(id);
    ended->body = nullptr;
    tell(ended->job);
    ended->ended.notify();
    forget_oldest();
    begin_queued();
}

void Jobs::forget_oldest()
{
    auto& entries = state_->entries;
    auto oldest = entries.begin();
    while (entries.size() > limits_.kept && oldest != entries.end()) {
        const auto id = oldest->first;
        const bool in_use = !oldest->second->job.ended() || state_->running.contains(id) || is_interrupted(id);
        oldest = in_use ? std::next(oldest) : entries.erase(oldest);
    }
}

std::optional<Job> Jobs::find(JobId id) const
{
    const auto found = state_->entries.find(id);
    if (found == state_->entries.end()) return std::nullopt;
    return found->second->job;
}

std::vector<Job> Jobs::list() const
{
    std::vector<Job> jobs;
    jobs.reserve(state_->entries.size());
    for (const auto& [id, listed] : state_->entries) jobs.push_back(listed->job);
    std::ranges::reverse(jobs);
    return jobs;
}

Task<Result<Job>> Jobs::wait(JobId id, std::optional<std::chrono::milliseconds> limit)
{
    const auto found = state_->entries.find(id);
    if (found == state_->entries.end()) co_return fail(unknown_job(id));
    const auto awaited = found->second;
    auto until_end = [](std::shared_ptr<Entry> entry, State& state) -> Task<Result<void>> {
        while (!entry->job.ended() || state.running.contains(entry->job.id)) co_await entry->ended.wait();
        co_return Result<void>{};
    };
    if (limit) {
        [[maybe_unused]] const auto in_time = co_await with_timeout(until_end(awaited, *state_), *limit, "the job");
    } else {
        [[maybe_unused]] const auto ended = co_await until_end(awaited, *state_);
    }
    co_return awaited->job;
}

Result<void> Jobs::cancel(JobId id)
{
    const auto found = state_->entries.find(id);
    if (found == state_->entries.end()) return fail(unknown_job(id));
    auto& target = *found->second;
    if (target.job.ended()) {
        return fail({.kind = ErrorKind::conflict,
            .key = "job_ended",
            .message = fmt::format("job {} has ended already", id),
            .hint = ""});
    }
    if (is_interrupted(id)) {
        return fail({.kind = ErrorKind::conflict,
            .key = "job_interrupted",
            .message = fmt::format("job {} was interrupted by the end of the daemon; it is being mended", id),
            .hint = "wait until it has ended"});
    }
    const auto queued = std::ranges::find(state_->queue, id);
    if (queued != state_->queue.end()) {
        state_->queue.erase(queued);
        target.job.state = JobState::cancelled;
        target.job.error = cancelled();
        target.job.finished_at = host_.now();
        release(id);
        return {};
    }
    target.cancel.emit(asio::cancellation_type::terminal);
    return {};
}

std::size_t Jobs::running() const { return state_->running.size() + state_->queue.size(); }

Task<void> Jobs::drain(std::chrono::milliseconds limit)
{
    state_->stopping = true;
    std::vector<JobId> open(state_->queue.begin(), state_->queue.end());
    open.insert(open.end(), state_->running.begin(), state_->running.end());
    for (const auto id : open) [[maybe_unused]]
        const auto asked = cancel(id);
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (const auto id : open) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) co_return;
        [[maybe_unused]] const auto job = co_await wait(id, left);
    }
}

} // namespace furtka
