#include "services/update_all.hpp"

#include "domain/install_plan.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

std::string said(const RoundResult& result)
{
    if (result.error) return fmt::format("{}: {}", result.app, result.error->message);
    const bool updated = result.result.find("\"updated\":true") != std::string::npos;
    return fmt::format("{}: {}", result.app, updated ? "updated" : "up to date");
}

} // namespace

std::vector<std::string> update_order(const LivePicture& picture)
{
    std::map<std::string, Manifest> manifests;
    for (const auto& [name, view] : picture.apps()) {
        // One that was taken over and may be taken back stays what it is until its owner has said so.
        if (view.folder && !view.folder->waits_for_confirmation()) manifests.emplace(name, view.folder->manifest);
    }
    return start_order(manifests);
}

UpdateAll::UpdateAll(boost::asio::any_io_executor executor, LivePicture& picture, Jobs& jobs, UpdateApp& update)
    : executor_(std::move(executor)), picture_(picture), jobs_(jobs), update_(update)
{
}

Task<Result<UpdateRound>> UpdateAll::run(OnFailure on_failure, JobContext& job)
{
    UpdateRound round;
    for (const auto& app : update_order(picture_)) {
        if (!round.stopped_at.empty()) {
            round.apps.push_back({.app = app, .tried = false});
            continue;
        }
        job.stage(app, fmt::format("Updating {}", app));
        auto result = co_await update_one(app);
        job.log(said(result));
        if (result.error && result.error->kind == ErrorKind::cancelled) co_return fail(*result.error);
        if (result.error && ends_round(*result.error) && on_failure == OnFailure::stop) round.stopped_at = app;
        round.apps.push_back(std::move(result));
    }
    co_return round;
}

Task<RoundResult> UpdateAll::update_one(std::string app)
{
    RoundResult result{.app = app};
    const auto name = AppName::parse(app);
    if (!name) {
        result.error = name.error();
        co_return result;
    }
    const auto started = begin_update(jobs_, update_, *name, UpdateBy::owner, executor_);
    if (!started) {
        result.error = started.error();
        co_return result;
    }
    result.job = *started;
    const auto ended = co_await jobs_.wait(*started);
    if (!ended) {
        result.error = ended.error();
        co_return result;
    }
    result.result = ended->result;
    result.error = ended->error;
    if (ended->state == JobState::cancelled && !result.error) {
        result.error = Error{
            .kind = ErrorKind::cancelled, .key = "cancelled", .message = fmt::format("job {} was cancelled", ended->id)};
    }
    co_return result;
}

} // namespace furtka
