#include "services/undo_swap.hpp"

#include "base/error_detail.hpp"
#include "base/log.hpp"
#include "services/engine_back.hpp"
#include "services/keep_points.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

constexpr int most_returns = 3; // to put tags back on an engine that ends

} // namespace

Task<void> put_tags_back(World world, Policies policies, AppName app, SwapNote note, JobContext& job)
{
    auto restored = co_await put_tags(world, note.tags_before);
    for (int tries = 1; !restored && tries < most_returns; ++tries) {
        job.log(fmt::format("tags cannot be put back ({}); waiting for the engine", restored.error().message));
        const auto back = co_await wait_for_engine(world, policies);
        if (!back) break;
        restored = co_await put_tags(world, note.tags_before);
    }
    if (!restored) log::warning("tags not put back", {{"app", app.text()}, {"reason", restored.error().message}});
}

Task<Result<void>> undo_begun_swap(World world, AppName app, SwapNote note)
{
    if (note.restored != 0) {
        const auto restored = co_await world.folders.restore_previous(app);
        if (!restored && restored.error().key != "no_previous_folder") co_return restored;
    }
    CO_CHECK(co_await put_tags(world, note.tags_before));
    // What stays, stays until the next update: the app is as it was.
    if (note.point != 0) {
        [[maybe_unused]] const auto dropped = co_await drop_point(world, app, note.point);
    }
    co_return Result<void>{};
}

Task<void> tell_failure(World world, JobKind kind, AppName app, JobId job, SwapNote note, Error error)
{
    if (error.kind == ErrorKind::cancelled) co_return;
    auto entry = entry_of(kind, app, job, note);
    entry.outcome = error.key == "update_taken_back" ? HistoryOutcome::taken_back : HistoryOutcome::failed;
    entry.key = error.key;
    entry.reason = error.message;
    entry.service = detail_of(error, "service");
    co_await write_history(world, std::move(entry), {});
}

} // namespace furtka
