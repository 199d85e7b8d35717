#include "services/recovery.hpp"

#include "base/log.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

Error interrupted(const Job& job, std::string_view what_became)
{
    return {.kind = ErrorKind::cancelled,
        .key = "interrupted",
        .message = fmt::format("Furtka was stopped during this {}; {}", to_text(job.kind), what_became),
        .hint = job.kind == JobKind::install ? "install it again: what you typed is kept" : ""};
}

std::string_view what_becomes(JobKind kind)
{
    switch (kind) {
    case JobKind::install: return "it was taken back";
    case JobKind::remove: return "it was finished afterwards";
    default: return "the app was then brought to what its folder says";
    }
}

bool began(const UnfinishedJob& unfinished, std::string_view step)
{
    return std::ranges::any_of(unfinished.steps, [&](const JournalStep& s) { return s.step == step; });
}

bool reached_end(const UnfinishedJob& unfinished) { return began(unfinished, "end"); }

} // namespace

Recovery::Recovery(JobStore& store, InstallApp& install, RemoveApp& remove, Jobs& jobs)
    : store_(store)
    , install_(install)
    , remove_(remove)
    , jobs_(jobs)
{
}

Task<bool> Recovery::run()
{
    const auto unfinished = co_await store_.unfinished();
    if (!unfinished) {
        log::error("the journal cannot be read", {{"reason", unfinished.error().message}});
        co_return true; // asking again would not help
    }
    bool all = true;
    for (const auto& job : *unfinished) {
        if (jobs_.is_of_this_run(job.job.id)) continue;
        const auto mended = co_await mend(job);
        if (!mended) {
            log::warning("interrupted job not mended yet", {{"job", job.job.id}, {"app", job.job.app}, {"reason", mended.error().message}});
            all = false;
            continue;
        }
        const auto outcome = reached_end(job) ? std::string_view("it had been finished") : what_becomes(job.job.kind);
        log::info("interrupted job mended", {{"job", job.job.id}, {"kind", to_text(job.job.kind)}, {"app", job.job.app}, {"outcome", outcome}});
        co_await jobs_.end_interrupted(job.job, interrupted(job.job, outcome));
    }
    co_return all;
}

Task<Result<void>> Recovery::mend(UnfinishedJob unfinished)
{
    const auto executor = co_await boost::asio::this_coro::executor;
    JobBody body;
    if (unfinished.job.kind == JobKind::install && !reached_end(unfinished)) {
        body = [this, steps = unfinished.steps](JobContext& job) -> Task<Result<std::string>> {
            job.stage("undo", "Taking back an interrupted installation");
            CO_CHECK(co_await install_.take_back(steps));
            co_return std::string("{}");
        };
    } else if (began(unfinished, "remove") || began(unfinished, "remove with data")) {
        const auto data = began(unfinished, "remove with data") ? Data::remove : Data::keep;
        body = [this, name = unfinished.job.app, data](JobContext& job) -> Task<Result<std::string>> {
            CO_TRY(const auto app, AppName::parse(name));
            CO_TRY(const auto outcome, co_await remove_.run(app, data, job));
            co_return to_json(outcome);
        };
    } else {
        co_return Result<void>{};
    }
    CO_TRY(const auto id, jobs_.start(unfinished.job.kind, unfinished.job.app, {}, std::move(body), executor));
    CO_TRY(const auto ended, co_await jobs_.wait(id));
    if (ended.error) co_return fail(*ended.error);
    co_return Result<void>{};
}

} // namespace furtka
