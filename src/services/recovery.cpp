#include "services/recovery.hpp"

#include "async/cancellation.hpp"
#include "base/log.hpp"

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

Error not_mended(const Job& job, const Error& cause)
{
    return {.kind = cause.kind,
        .key = "interrupted",
        .message =
            fmt::format("Furtka was stopped during this {}, and cleaning up failed: {}", to_text(job.kind), cause.message),
        .hint = fmt::format("look at what is left of {}, and remove it", job.app)};
}

bool began(const UnfinishedJob& unfinished, std::string_view step)
{
    return std::ranges::find(unfinished.steps, step, &JournalStep::step) != unfinished.steps.end();
}

/// The engine is away, or the daemon is stopping: another time it may go well.
bool passes(const Error& error)
{
    return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timeout || error.kind == ErrorKind::cancelled;
}

} // namespace

Recovery::Recovery(JobStore& store, InstallApp& install, RemoveApp& remove, UpdateApp& update, RollbackApp& rollback,
    MoveIn& move_in, ExportApp& exports, Jobs& jobs)
    : store_(store), install_(install), remove_(remove), update_(update), rollback_(rollback), move_in_(move_in),
      exports_(exports), jobs_(jobs)
{
}

Task<bool> Recovery::run()
{
    if (running_) co_return false;
    running_ = true;
    const std::shared_ptr<void> leave(nullptr, [this](void*) { running_ = false; });
    co_return co_await run_all();
}

Task<bool> Recovery::run_all()
{
    const auto unfinished = co_await store_.unfinished();
    if (!unfinished) {
        log::error("the journal cannot be read", {{"reason", unfinished.error().message}});
        co_return true; // asking again would not help
    }
    bool all = true;
    for (const auto& left : *unfinished) {
        if (!jobs_.is_interrupted(left.job.id)) continue;
        const bool ended = co_await end(left);
        all = all && ended;
    }
    co_return all;
}

Task<bool> Recovery::end(UnfinishedJob unfinished)
{
    const auto& job = unfinished.job;
    const auto mended = co_await guarded(mend(unfinished));
    if (!mended && passes(mended.error())) {
        log::warning(
            "interrupted job not mended yet", {{"job", job.id}, {"app", job.app}, {"reason", mended.error().message}});
        co_return false;
    }
    log::info("interrupted job mended",
        {{"job", job.id}, {"kind", to_text(job.kind)}, {"app", job.app},
            {"outcome", mended ? *mended : mended.error().message}});
    co_await jobs_.end_interrupted(job.id, mended ? interrupted(job, *mended) : not_mended(job, mended.error()));
    co_return true;
}

/// What became of it, for people.
Task<Result<std::string>> Recovery::mend(UnfinishedJob unfinished)
{
    const auto& job = unfinished.job;
    if (job.kind == JobKind::install) {
        CO_CHECK(co_await install_.mend(unfinished.steps));
        co_return std::string(began(unfinished, "end") ? "it had been finished" : "it was taken back");
    }
    const bool with_data = began(unfinished, "remove with data");
    if (with_data || began(unfinished, "remove")) {
        CO_TRY(const auto app, AppName::parse(job.app));
        auto context = jobs_.context_of_interrupted(job.id);
        CO_CHECK(co_await remove_.run(app, with_data ? Data::remove : Data::keep, context));
        co_return std::string("it was finished afterwards");
    }
    if (job.kind == JobKind::update || job.kind == JobKind::rollback || job.kind == JobKind::edit) {
        CO_TRY(const auto app, AppName::parse(job.app));
        auto context = jobs_.context_of_interrupted(job.id);
        auto work = job.kind == JobKind::update ? update_.mend(app, unfinished.steps, context)
                                                : rollback_.mend(app, unfinished.steps, context, job.kind);
        co_return co_await std::move(work);
    }
    if (job.kind == JobKind::move_in) {
        CO_TRY(const auto app, AppName::parse(job.app));
        co_return co_await move_in_.mend(app, unfinished.steps);
    }
    if (job.kind == JobKind::move_in_undo || job.kind == JobKind::move_in_confirm) {
        CO_TRY(const auto app, AppName::parse(job.app));
        auto context = jobs_.context_of_interrupted(job.id);
        auto work = job.kind == JobKind::move_in_undo ? move_in_.undo(app, context) : move_in_.confirm(app, context);
        CO_CHECK(co_await std::move(work));
        co_return std::string("it was finished afterwards");
    }
    if (job.kind == JobKind::export_app) {
        CO_TRY(const auto app, AppName::parse(job.app));
        CO_CHECK(co_await exports_.mend(app, job.id));
        co_return std::string("what was written of the file is deleted, and the app runs as before");
    }
    co_return std::string("the app was then brought to what its folder says");
}

} // namespace furtka
