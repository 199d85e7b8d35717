#include "services/end_swap.hpp"

#include "base/log.hpp"
#include "services/engine_back.hpp"
#include "services/keep_points.hpp"
#include "services/stand_ins.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

std::string_view word(JobKind kind)
{
    if (kind == JobKind::edit) return "change";
    return kind == JobKind::rollback ? "way back" : "new version";
}

Task<std::string> version_of(World world, ImageId image)
{
    const auto found = co_await world.images.find_id(std::move(image));
    if (!found || !*found) co_return std::string();
    co_return (*found)->version;
}

void warn(std::string_view what, const AppName& app, const Result<void>& result)
{
    if (!result) log::warning(what, {{"app", app.text()}, {"reason", result.error().message}});
}

/// Proven images may be tried by themselves again; failed ones not.
Task<void> remember(World world, AppName app, const SwapEnd& end, const HistoryEntry& entry)
{
    for (const auto& change : entry.changes) {
        Result<void> done;
        if (end.result == SwapResult::proven) {
            done = co_await world.history.accept(app.text(), change.to);
        }
        // What was left by its owner's wish is not to come back by itself.
        const bool left = end.result == SwapResult::proven && entry.kind == JobKind::rollback;
        // An engine that does not stay is no fault of the version: it is tried again when its window is open.
        const bool its_fault = end.fault.key != engine_died_key;
        const bool failed = end.result != SwapResult::proven && entry.kind == JobKind::update && its_fault;
        if (left || failed) {
            const RefusedImage image{.app = app.text(),
                .tag = change.tag,
                .image = left ? change.from : change.to,
                .digest = left ? std::string() : change.to_digest,
                .reason = left ? "its owner went back" : end.fault.message,
                .at = world.host.now()};
            done = co_await world.history.refuse(image);
        }
        warn("refused image not written", app, done);
    }
}

/// What nobody needs any more: points beyond those kept, and after a way back the point made for it and the images that
/// failed, which are not tried again by themselves. The first error of all.
Task<Result<void>> clear_once(World world, Policies policies, AppName app, SwapNote note, bool back)
{
    Result<void> images;
    if (back) {
        // Names that stay belong to no point then, and are seen below.
        [[maybe_unused]] const auto dropped = co_await drop_point(world, app, note.point);
        for (const auto& change : note.changes) {
            const auto removed = co_await world.images.drop_untagged(change.to);
            warn("failed image not removed", app, removed);
            if (images) images = removed;
        }
    }
    const auto pruned = co_await prune_points(world, policies, app);
    const auto forgotten = co_await prune_stand_ins(world, app);
    warn("names of images not cleared", app, forgotten);
    co_return images ? pruned : images;
}

/// An engine that ends meanwhile is waited for.
Task<void> clear_up(World world, Policies policies, AppName app, SwapNote note, bool back)
{
    if (co_await clear_once(world, policies, app, note, back)) co_return;
    if (!co_await wait_for_engine(world, policies)) co_return;
    [[maybe_unused]] const auto cleared = co_await clear_once(world, policies, app, note, back);
}

Error not_proven(const AppName& app, const SwapNote& note, const SwapEnd& end, JobKind kind)
{
    const bool back = end.result == SwapResult::taken_back;
    Error error{.kind = ErrorKind::upstream,
        .key = back ? "update_taken_back" : "update_back_failed",
        .message = back ? fmt::format("the {} of {} was taken back, and what ran before runs again: {}", word(kind),
                              app.text(), end.fault.message)
                        : fmt::format("the {} of {} is not well ({}), and going back failed too: {}", word(kind), app.text(),
                              end.fault.message, end.back_fault.message),
        .hint = back ? "look at the last lines of its log; it is not tried again by itself"
                     : "look at the app's log; its volumes and settings are untouched",
        .details = {{"cause", end.fault.key}}};
    if (!end.fault.service.empty()) error.details.emplace_back("service", end.fault.service);
    if (end.fault.exit_code) error.details.emplace_back("exit_code", std::to_string(*end.fault.exit_code));
    if (!end.log.empty()) error.details.emplace_back("log", end.log);
    if (!back) error.details.emplace_back("back_cause", end.back_fault.key);
    error.details.emplace_back(
        "downtime_seconds", fmt::format("{:.1f}", static_cast<double>(end.downtime.count()) / 1000.0));
    if (!back && note.point > 0) error.details.emplace_back("recovery_point", std::to_string(note.point));
    return error;
}

} // namespace

std::vector<ServiceChange> changes_since(
    const RecoveryPoint& point, const ComposeModel& model, const std::map<std::string, ImageId>& local)
{
    std::vector<ServiceChange> changes;
    const auto tags = model.image_tags();
    for (const auto& service : point.services) {
        const auto tag = tags.find(service.service);
        if (tag == tags.end()) continue;
        const auto image = local.find(tag->second);
        if (image == local.end() || image->second == service.image) continue;
        changes.push_back({.service = service.service, .from = service.image, .to = image->second, .tag = service.tag});
    }
    return changes;
}

HistoryEntry entry_of(JobKind kind, const AppName& app, JobId job, const SwapNote& note)
{
    HistoryEntry entry{.app = app.text(), .kind = kind, .by = note.by, .job = job, .bytes_pulled = note.bytes};
    for (const auto& change : note.changes) {
        entry.changes.push_back({.service = change.service, .tag = change.tag, .from = change.from, .to = change.to});
    }
    return entry;
}

Task<void> write_history(World world, HistoryEntry entry, std::map<std::string, std::string> digests)
{
    for (auto& change : entry.changes) {
        change.from_version = co_await version_of(world, change.from);
        change.to_version = co_await version_of(world, change.to);
        const auto digest = digests.find(change.tag);
        if (digest != digests.end()) change.to_digest = digest->second;
    }
    entry.at = world.host.now();
    const auto written = co_await world.history.add(entry);
    if (!written) log::warning("history not written", {{"app", entry.app}, {"reason", written.error().message}});
}

Task<Result<void>> end_swap(World world, Policies policies, AppName app, SwapNote note, SwapEnd end, HistoryEntry entry,
    std::map<std::string, std::string> digests)
{
    for (auto& change : entry.changes) {
        const auto digest = digests.find(change.tag);
        if (digest != digests.end()) change.to_digest = digest->second;
    }
    entry.outcome = end.result == SwapResult::proven ? HistoryOutcome::done
        : end.result == SwapResult::taken_back       ? HistoryOutcome::taken_back
                                                     : HistoryOutcome::failed;
    entry.downtime = end.downtime;
    entry.proof = end.proof;
    entry.key = end.fault.key;
    entry.service = end.fault.service;
    entry.reason = end.result == SwapResult::back_failed
        ? fmt::format("{}; going back failed too: {}", end.fault.message, end.back_fault.message)
        : end.fault.message;
    co_await remember(world, app, end, entry);
    co_await write_history(world, entry, digests);

    if (note.restored != 0) warn("replaced files not dropped", app, co_await world.folders.drop_previous(app));
    co_await clear_up(world, policies, app, note, end.result == SwapResult::taken_back);
    if (end.result == SwapResult::proven) co_return Result<void>{};
    co_return fail(not_proven(app, note, end, entry.kind));
}

} // namespace furtka
