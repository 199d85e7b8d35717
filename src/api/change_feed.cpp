#include "api/change_feed.hpp"

#include "api/messages.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace furtka::api {
namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

/// What of a job was told, and what is held back.
struct JobTold {
    Clock::time_point at{};
    JobState state = JobState::queued;
    std::size_t stages = 0;
    std::optional<Job> held; ///< without its log
};

Job without_log(const Job& job)
{
    return {.id = job.id,
        .kind = job.kind,
        .app = job.app,
        .state = job.state,
        .stages = job.stages,
        .progress = job.progress,
        .error = job.error,
        .result = job.result,
        .created_at = job.created_at,
        .finished_at = job.finished_at};
}

} // namespace

struct ChangeFeed::State {
    State(asio::any_io_executor executor, ChangeTexts new_texts, Publish new_publish, std::chrono::milliseconds new_pace)
        : texts(std::move(new_texts)), publish(std::move(new_publish)), pace(new_pace), timer(executor)
    {
    }

    void tell(const Job& job, Clock::time_point now);
    void tell_held(Clock::time_point now);
    static void arm(const std::shared_ptr<State>& state);

    ChangeTexts texts;
    Publish publish;
    std::chrono::milliseconds pace;
    asio::steady_timer timer;
    bool armed = false;
    std::map<JobId, JobTold> jobs; ///< that have not ended
    std::map<std::string, std::size_t, std::less<>> apps; ///< hash of what was last told
    std::size_t engine = 0;
};

void ChangeFeed::State::tell(const Job& job, Clock::time_point now)
{
    publish("job", job_json(job, JobLog::no), job.app);
    if (job.ended()) {
        jobs.erase(job.id);
        return;
    }
    jobs[job.id] = {.at = now, .state = job.state, .stages = job.stages.size()};
}

void ChangeFeed::State::tell_held(Clock::time_point now)
{
    for (auto& [id, told] : jobs) {
        if (!told.held || now - told.at < pace) continue;
        publish("job", job_json(*told.held, JobLog::no), told.held->app);
        told.at = now;
        told.held.reset();
    }
}

void ChangeFeed::State::arm(const std::shared_ptr<State>& state)
{
    if (state->armed) return;
    auto due = Clock::time_point::max();
    for (const auto& [id, told] : state->jobs) {
        if (told.held) due = std::min(due, told.at + state->pace);
    }
    if (due == Clock::time_point::max()) return;
    state->armed = true;
    state->timer.expires_at(due);
    state->timer.async_wait([weak = std::weak_ptr(state)](boost::system::error_code problem) {
        const auto kept = weak.lock();
        if (problem || !kept) return;
        kept->armed = false;
        kept->tell_held(Clock::now());
        arm(kept);
    });
}

ChangeFeed::ChangeFeed(asio::any_io_executor executor, ChangeTexts texts, Publish publish, std::chrono::milliseconds pace)
    : state_(std::make_shared<State>(std::move(executor), std::move(texts), std::move(publish), pace))
{
}

ChangeFeed::~ChangeFeed() = default;

void ChangeFeed::app_changed(std::string_view app)
{
    const auto text = state_->texts.app(app);
    if (!text) {
        const auto known = state_->apps.find(app);
        if (known != state_->apps.end()) state_->apps.erase(known);
        state_->publish("app_removed", app_removed_json(app), app);
        return;
    }
    const auto looks = std::hash<std::string>{}(*text);
    const auto [told, fresh] = state_->apps.try_emplace(std::string(app), looks);
    if (!fresh && told->second == looks) return;
    told->second = looks;
    state_->publish("app", *text, app);
}

void ChangeFeed::engine_changed()
{
    const auto text = state_->texts.engine();
    const auto looks = std::hash<std::string>{}(text);
    if (looks == state_->engine) return;
    state_->engine = looks;
    state_->publish("engine", text, "");
}

void ChangeFeed::job_changed(const Job& job)
{
    const auto now = Clock::now();
    const auto known = state_->jobs.find(job.id);
    const bool urgent =
        known == state_->jobs.end() || known->second.state != job.state || known->second.stages != job.stages.size();
    if (urgent || now - known->second.at >= state_->pace) {
        state_->tell(job, now);
        return;
    }
    known->second.held = without_log(job);
    State::arm(state_);
}

} // namespace furtka::api
