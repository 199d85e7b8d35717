#include "services/live_picture.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace furtka {

LivePicture::LivePicture(InstalledApps& folders, Containers& containers, Engine& engine, Compose& compose)
    : folders_(folders), containers_(containers), engine_(engine), compose_(compose)
{
    engine_view_.problem = "the engine has not answered yet";
}

LivePicture::~LivePicture() = default;

const AppView* LivePicture::find(std::string_view app) const
{
    const auto found = apps_.find(app);
    return found == apps_.end() ? nullptr : &found->second;
}

Task<void> LivePicture::load() { co_await read_all_folders(); }

Task<void> LivePicture::refresh(std::string app)
{
    co_await read_folder(app);
    co_await read_model(app);
    const auto read = co_await read_containers(app);
    if (read) co_return;
    dirty_.everything = true; // whether the engine is away is judged in one place only
    wake();
}

void LivePicture::set_job(std::string_view app, std::optional<JobId> job)
{
    if (job) {
        jobs_.insert_or_assign(std::string(app), *job);
    } else if (const auto ended = jobs_.find(app); ended != jobs_.end()) {
        jobs_.erase(ended);
    }
    const auto found = apps_.find(app);
    if (found == apps_.end()) return;
    found->second.job = job;
    judge(found->second);
}

void LivePicture::set_update(std::string_view app, std::shared_ptr<const AppCheck> update)
{
    const auto found = apps_.find(app);
    if (found == apps_.end()) return;
    found->second.update = std::move(update);
    judge(found->second, Unchanged::tell);
}

// ---- what it means

void LivePicture::engine_found()
{
    if (engine_view_.reachable) return;
    engine_view_.reachable = true;
    engine_view_.problem.clear();
    ++revision_;
    log::info("engine reachable", {{"version", engine_view_.info ? engine_view_.info->version : std::string("?")}});
    if (listener_ != nullptr) listener_->engine_changed();
}

void LivePicture::engine_lost(const Error& error)
{
    if (!engine_view_.reachable && engine_view_.problem == error.message) return;
    if (engine_view_.reachable) log::warning("engine lost", {{"reason", error.message}});
    engine_view_.reachable = false;
    engine_view_.problem = error.message;
    ++revision_;
    if (listener_ != nullptr) listener_->engine_changed();
    for (auto& [name, app] : apps_) judge(app);
}

AppCondition LivePicture::condition_without_job(const AppView& app) const
{
    if (!app.folder) return {.state = AppState::broken, .reason = app.folder.error().message};
    if (!engine_view_.reachable) return {.state = AppState::unknown, .reason = engine_view_.problem};
    const bool runs = std::ranges::any_of(app.containers, &Container::runs);
    if (!app.compose_problem.empty() && !runs) return {.state = AppState::broken, .reason = app.compose_problem};
    const auto* model = app.resolved ? &app.resolved->model : nullptr;
    return app_condition(app.folder->intent, model, app.containers);
}

AppState LivePicture::state_without_job(std::string_view app) const
{
    const auto* view = find(app);
    return view == nullptr ? AppState::unknown : condition_without_job(*view).state;
}

void LivePicture::judge(AppView& app, Unchanged unchanged)
{
    auto condition = condition_without_job(app);
    if (app.job) condition.state = AppState::busy;
    if (condition == app.condition && unchanged == Unchanged::keep_quiet) return;
    app.condition = std::move(condition);
    ++revision_;
    if (listener_ != nullptr) listener_->app_changed(app.name);
}

} // namespace furtka
