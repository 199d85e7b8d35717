// How an installation ends: made final, or taken back. Each step may have been taken before and may be taken again.

#include "base/log.hpp"
#include "services/app_project.hpp"
#include "services/bring_up.hpp"
#include "services/import_steps.hpp"
#include "services/install_app.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace furtka {
namespace {

/// What later steps of an app tell replaces what earlier ones told.
Result<std::vector<InstallNote>> notes_of(const std::vector<JournalStep>& steps)
{
    std::vector<InstallNote> notes;
    for (const auto& step : steps) {
        if (step.step == "end") continue;
        TRY(auto note, parse_install_note(step.data));
        const auto earlier = std::ranges::find(notes, note.app, &InstallNote::app);
        if (earlier != notes.end()) {
            *earlier = std::move(note);
        } else {
            notes.push_back(std::move(note));
        }
    }
    return notes;
}

void warn(std::string_view what, const std::string& app, const Result<void>& result)
{
    if (!result) log::warning(what, {{"app", app}, {"reason", result.error().message}});
}

void quiet(std::string_view) { }

} // namespace

Task<Result<void>> InstallApp::mend(std::vector<JournalStep> steps)
{
    CO_TRY(const auto notes, notes_of(steps));
    const bool ended = std::ranges::find(steps, "end", &JournalStep::step) != steps.end();
    if (ended) {
        co_await make_final(notes);
    } else {
        for (const auto& note : notes | std::views::reverse) CO_CHECK(co_await undo(note));
    }
    for (const auto& note : notes) co_await picture_.refresh(note.app);
    co_return Result<void>{};
}

Task<void> InstallApp::take_back(Notes notes, JobContext& job)
{
    if (notes.empty()) co_return;
    job.stage("undo", "Taking back what was done");
    for (const auto& note : notes | std::views::reverse) {
        const auto undone = co_await undo(note);
        if (!undone) job.log(fmt::format("{} could not be taken back: {}", note.app, undone.error().message));
        warn("install not taken back", note.app, undone);
    }
}

/// The app runs whatever becomes of these, so a failure is only logged.
Task<void> InstallApp::make_final(Notes notes)
{
    for (const auto& note : notes) {
        const auto app = AppName::parse(note.app);
        if (!app) continue;
        const auto meant = co_await world_.folders.write_intent(*app, Intent::run);
        warn("intent not written", note.app, meant);
        const auto dropped = co_await world_.folders.drop_previous(*app);
        warn("previous folder not dropped", note.app, dropped);
        const auto removed = co_await world_.drafts.remove(*app);
        warn("draft not removed", note.app, removed);
    }
}

Task<Result<void>> InstallApp::undo(InstallNote note)
{
    CO_TRY(const auto app, AppName::parse(note.app));
    if (note.imported && !note.replaced) co_return co_await take_back_import(world_, note);
    auto work = note.replaced ? undo_replacement(app, note) : undo_first(app, note);
    co_return co_await std::move(work);
}

Task<Result<void>> InstallApp::undo_replacement(AppName app, InstallNote note)
{
    const auto restored = co_await world_.folders.restore_previous(app);
    if (!restored && restored.error().key != "no_previous_folder") co_return restored;
    if (!note.started) co_return Result<void>{};
    if (note.ran) co_return co_await bring_up(world_, policies_, app, UpOptions{.remove_orphans = true}, quiet);
    CO_TRY(const auto folder, co_await world_.folders.read(app));
    co_return co_await world_.compose.stop(project_of(app, folder), quiet);
}

Task<Result<void>> InstallApp::undo_first(AppName app, InstallNote note)
{
    if (note.started) {
        const auto folder = co_await world_.folders.read(app);
        const auto project = folder ? project_of(app, *folder) : ComposeProject{.app = app, .folder = {}, .files = {}};
        // Without this the folder stays too: containers without one would be in the way of the next try.
        CO_CHECK(co_await world_.compose.down(project, quiet));
        co_return co_await remove_folder(app);
    }
    CO_CHECK(co_await remove_folder(app));
    // No container ever saw these volumes: there is nothing in them to lose.
    for (const auto& volume : note.new_volumes) CO_CHECK(co_await world_.volumes.remove(volume));
    co_return Result<void>{};
}

/// With what the owner typed, and what was generated, kept as a draft.
Task<Result<void>> InstallApp::remove_folder(AppName app)
{
    const auto folder = co_await world_.folders.read(app);
    if (folder && folder->env) CO_CHECK(co_await world_.drafts.write(app, folder->env->text()));
    co_return co_await world_.folders.remove(app);
}

} // namespace furtka
