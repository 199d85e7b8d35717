#include "daemon/killing_job_store.hpp"

namespace furtka::daemon {

std::optional<KillPoint> parse_kill_point(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || text.substr(0, colon).find('/') == std::string_view::npos) return std::nullopt;
    KillPoint point{.step = std::string(text.substr(0, colon))};
    const auto when = text.substr(colon + 1);
    if (when == "before") {
        point.when = KillPoint::When::before;
    } else if (when == "after") {
        point.when = KillPoint::When::after;
    } else if (when == "noted") {
        point.when = KillPoint::When::noted;
    } else {
        return std::nullopt;
    }
    return point;
}

KillingJobStore::KillingJobStore(JobStore& store, KillPoint point, std::function<void()> kill)
    : store_(store), point_(std::move(point)), kill_(std::move(kill))
{
}

void KillingJobStore::reach(JobId job, std::string_view step, KillPoint::When when)
{
    const auto kind = kinds_.find(job);
    if (kind == kinds_.end() || when != point_.when) return;
    const auto reached = std::string(to_text(kind->second)) + "/" + std::string(step);
    // `install/volumes` stands for `install/volumes blog` too: a test need not name the app.
    if (reached == point_.step || reached.starts_with(point_.step + " ")) kill_();
}

Task<Result<void>> KillingJobStore::save(Job job)
{
    kinds_[job.id] = job.kind;
    co_return co_await store_.save(std::move(job));
}

Task<Result<std::vector<Job>>> KillingJobStore::recent(std::size_t most) { return store_.recent(most); }

Task<Result<void>> KillingJobStore::about_to(JournalStep step)
{
    const auto job = step.job;
    const auto name = step.step;
    const auto written = co_await store_.about_to(std::move(step));
    reach(job, name, KillPoint::When::before);
    co_return written;
}

Task<Result<void>> KillingJobStore::taken(JobId job, std::string step, std::string data)
{
    reach(job, step, KillPoint::When::after);
    const auto written = co_await store_.taken(job, step, std::move(data));
    reach(job, step, KillPoint::When::noted);
    co_return written;
}

Task<Result<std::vector<UnfinishedJob>>> KillingJobStore::unfinished() { return store_.unfinished(); }

Task<Result<void>> KillingJobStore::trim(std::size_t keep) { return store_.trim(keep); }

} // namespace furtka::daemon
