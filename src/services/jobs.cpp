#include "services/jobs.hpp"

#include "async/cancellation.hpp"
#include "async/notice.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

namespace furtka {
namespace asio = boost::asio;

struct Jobs::Entry {
    Entry(Job new_job, JobBody new_body, std::vector<std::string> new_claims, asio::any_io_executor run_on)
        : job(std::move(new_job))
        , body(std::move(new_body))
        , claims(std::move(new_claims))
        , executor(run_on)
        , ended(run_on)
    {
    }
    Job job;
    JobBody body;
    std::vector<std::string> claims;
    asio::any_io_executor executor;
    asio::cancellation_signal cancel;
    Notice ended;
    bool journaled = false; ///< something was written before the first step, so the end must be written too
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

struct Jobs::State {
    std::map<JobId, std::shared_ptr<Entry>> entries;
    std::map<std::string, JobId, std::less<>> claims;
    std::deque<JobId> queue;
    std::set<JobId> running;
    JobId last_id = 0;
    JobId last_id_before = 0; ///< of earlier runs
    bool stopping = false;
};

namespace {

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
    return {.kind = ErrorKind::not_found, .key = "job_unknown", .message = fmt::format("there is no job {}", id), .hint = "see the list of jobs"};
}

Error cancelled()
{
    return {.kind = ErrorKind::cancelled, .key = "cancelled", .message = "the job was cancelled", .hint = ""};
}

void finish_stage(Job& job, JobState state)
{
    if (!job.stages.empty() && job.stages.back().state == JobState::running) job.stages.back().state = state;
}

void log_end(const Job& job, std::chrono::steady_clock::duration took)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    if (job.state == JobState::done) {
        log::info(fmt::format("{} finished", to_text(job.kind)), {{"app", job.app}, {"job", job.id}, {"took_ms", milliseconds}});
        return;
    }
    log::warning(fmt::format("{} {}", to_text(job.kind), to_text(job.state)),
        {{"app", job.app}, {"job", job.id}, {"took_ms", milliseconds}, {"key", job.error->key}, {"reason", job.error->message}});
}

} // namespace

// ---- what a body tells

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
    job.progress.bytes_done = std::max(job.progress.bytes_done, progress.bytes_done);
    job.progress.bytes_total = std::max(job.progress.bytes_total, progress.bytes_total);
    jobs_.tell(job);
}

void JobContext::log(std::string_view line)
{
    auto& job = jobs_.entry(id_).job;
    std::string clean(line.substr(0, 2000));
    std::erase_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (job.log.size() >= jobs_.limits_.log_lines) job.log.erase(job.log.begin());
    job.log.push_back(std::move(clean));
    jobs_.tell(job);
}

Task<Result<void>> JobContext::about_to(std::string step, std::string data)
{
    auto& entry = jobs_.entry(id_);
    if (!entry.journaled) {
        entry.journaled = true;
        CO_CHECK(co_await jobs_.store_.save(entry.job));
    }
    co_return co_await jobs_.store_.about_to({.job = id_, .step = std::move(step), .data = std::move(data)});
}

Task<Result<void>> JobContext::taken(std::string step, std::string data)
{
    co_return co_await jobs_.store_.taken(id_, std::move(step), std::move(data));
}

// ---- jobs

Jobs::Jobs(JobStore& store, Host& host, JobLimits limits)
    : state_(std::make_unique<State>())
    , store_(store)
    , host_(host)
    , limits_(limits)
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
    if (!recent) {
        log::warning("past jobs cannot be read", {{"reason", recent.error().message}});
        co_return;
    }
    for (auto& job : *recent) {
        const auto id = job.id;
        state_->last_id = std::max(state_->last_id, id);
        state_->last_id_before = state_->last_id;
        state_->entries.emplace(id, std::make_shared<Entry>(std::move(job), JobBody{}, std::vector<std::string>{}, executor));
    }
}

Task<void> Jobs::end_interrupted(Job job, Error reason)
{
    job.state = JobState::failed;
    job.error = std::move(reason);
    job.finished_at = host_.now();
    finish_stage(job, JobState::failed);
    const auto saved = co_await store_.save(job);
    if (!saved) log::error("job cannot be written", {{"job", job.id}, {"reason", saved.error().message}});
    const auto found = state_->entries.find(job.id);
    if (found != state_->entries.end()) found->second->job = job;
    tell(job);
}

Result<void> Jobs::check_free(std::string_view app) const
{
    const auto claimed = state_->claims.find(app);
    if (claimed != state_->claims.end()) return fail(busy(app, claimed->second));
    return {};
}

Result<JobId> Jobs::start(JobKind kind, const std::string& app, const std::vector<std::string>& also, JobBody body, asio::any_io_executor executor)
{
    auto& state = *state_;
    if (state.stopping) {
        return fail({.kind = ErrorKind::unavailable, .key = "stopping", .message = "Furtka is stopping", .hint = "try again in a moment"});
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
    state.entries.emplace(id, std::make_shared<Entry>(std::move(job), std::move(body), claims, executor));
    for (const auto& name : claims) {
        state.claims.emplace(name, id);
        if (on_claim_) on_claim_(name, id);
    }
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
        auto on_end = [this, id](std::exception_ptr) { release(id); };
        asio::co_spawn(started->executor, run_one(started), asio::bind_cancellation_slot(started->cancel.slot(), std::move(on_end)));
    }
}

Task<void> Jobs::run_one(std::shared_ptr<Entry> entry)
{
    entry->job.state = JobState::running;
    tell(entry->job);
    JobContext context(*this, entry->job.id);
    auto result = co_await guarded(entry->body(context));
    // The end is written whatever happened, so the cancellation that ended the body must not end this too.
    co_await ignore_cancellation();

    Job ended = entry->job;
    ended.state = result ? JobState::done : result.error().kind == ErrorKind::cancelled ? JobState::cancelled : JobState::failed;
    finish_stage(ended, ended.state);
    if (result) {
        ended.result = *std::move(result);
    } else {
        ended.error = result.error();
    }
    ended.finished_at = host_.now();
    if (entry->journaled || ended.state != JobState::done) {
        const auto saved = co_await store_.save(ended);
        if (!saved) log::error("job cannot be written", {{"job", ended.id}, {"reason", saved.error().message}});
    }
    entry->job = std::move(ended);
    log_end(entry->job, std::chrono::steady_clock::now() - entry->begun);
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
        oldest = oldest->second->job.ended() ? entries.erase(oldest) : std::next(oldest);
    }
}

bool Jobs::is_of_this_run(JobId id) const { return id > state_->last_id_before; }

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
        return fail({.kind = ErrorKind::conflict, .key = "job_ended", .message = fmt::format("job {} has ended already", id), .hint = ""});
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
    for (const auto id : open) [[maybe_unused]] const auto asked = cancel(id);
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (const auto id : open) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) co_return;
        [[maybe_unused]] const auto job = co_await wait(id, left);
    }
}

} // namespace furtka
