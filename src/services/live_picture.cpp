#include "services/live_picture.hpp"

#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/app_project.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <chrono>

namespace furtka {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

constexpr auto first_retry = 100ms;
constexpr auto longest_retry = 2'000ms;
constexpr std::size_t projects_listed_singly = 8; // with more dirty ones, one list of everything is cheaper

} // namespace

LivePicture::LivePicture(InstalledApps& folders, Containers& containers, Engine& engine, Compose& compose)
    : folders_(folders)
    , containers_(containers)
    , engine_(engine)
    , compose_(compose)
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

Task<void> LivePicture::run()
{
    const auto executor = co_await boost::asio::this_coro::executor;
    work_ = std::make_unique<Notice>(executor);
    model_work_ = std::make_unique<Notice>(executor);
    for (const auto& [name, app] : apps_) dirty_models_.insert(name);
    co_await (follow_folders() && follow_engine() && work_off() && work_off_models());
}

Task<void> LivePicture::refresh(std::string app)
{
    co_await read_folder(app);
    co_await read_model(app);
    const auto read = co_await read_containers(app);
    if (!read && read.error().kind == ErrorKind::unavailable) engine_lost(read.error());
}

void LivePicture::set_job(std::string_view app, std::optional<JobId> job)
{
    const auto found = apps_.find(app);
    if (found == apps_.end()) return;
    found->second.job = job;
    judge(found->second);
}

// ---- what is followed

Task<void> LivePicture::follow_folders()
{
    for (;;) {
        const auto ended = co_await folders_.follow([this](std::string_view name) {
            if (name.empty()) {
                dirty_.all_folders = true;
            } else {
                dirty_.folders.emplace(name);
            }
            work_->notify();
        });
        if (ended) co_return;
        log::warning("apps folder cannot be watched", {{"reason", ended.error().message}});
        const auto slept = co_await sleep_for(30s);
        if (!slept) co_return;
        dirty_.all_folders = true;
        work_->notify();
    }
}

Task<void> LivePicture::follow_engine()
{
    std::chrono::milliseconds retry = first_retry;
    for (;;) {
        const auto info = co_await engine_.info();
        if (info) {
            engine_view_.info = *info;
            auto opened = [this, &retry] {
                retry = first_retry;
                dirty_.everything = true;
                work_->notify();
            };
            auto on_event = [this](const EngineEvent& event) {
                if (event.project.empty() || !apps_.contains(event.project)) return;
                dirty_.projects.insert(event.project);
                work_->notify();
            };
            const auto ended = co_await engine_.follow(opened, on_event);
            if (!ended) engine_lost(ended.error());
        } else {
            engine_lost(info.error());
        }
        const auto slept = co_await sleep_for(retry);
        if (!slept) co_return;
        retry = std::min(retry * 2, std::chrono::milliseconds(longest_retry));
    }
}

Task<void> LivePicture::work_off()
{
    for (;;) {
        const bool nothing = dirty_.projects.empty() && dirty_.folders.empty() && !dirty_.all_folders && !dirty_.everything;
        if (nothing) {
            co_await work_->wait();
            continue;
        }
        // What is marked while this is worked off is for the next round.
        const auto todo = std::exchange(dirty_, Dirty{});
        if (todo.all_folders) co_await read_all_folders();
        for (const auto& name : todo.folders) {
            co_await read_folder(name);
            dirty_models_.insert(name);
            dirty_.projects.insert(name);
        }
        if (!dirty_models_.empty()) model_work_->notify();
        if (todo.everything) {
            co_await rebuild();
        } else if (todo.projects.size() > projects_listed_singly) {
            [[maybe_unused]] const auto read = co_await read_containers(std::nullopt);
        } else {
            for (const auto& project : todo.projects) {
                [[maybe_unused]] const auto read = co_await read_containers(project);
            }
        }
    }
}

Task<void> LivePicture::work_off_models()
{
    for (;;) {
        if (dirty_models_.empty()) {
            co_await model_work_->wait();
            continue;
        }
        const auto name = *dirty_models_.begin();
        dirty_models_.erase(dirty_models_.begin());
        co_await read_model(name);
    }
}

void LivePicture::wake()
{
    if (work_) work_->notify();
    if (model_work_) model_work_->notify();
}

Task<void> LivePicture::rebuild()
{
    const auto read = co_await read_containers(std::nullopt);
    if (!read) {
        engine_lost(read.error());
        co_return;
    }
    if (engine_back_) engine_back_();
}

// ---- what is read

Task<void> LivePicture::read_all_folders()
{
    auto listed = co_await folders_.list();
    if (!listed) {
        log::error("apps folder cannot be read", {{"reason", listed.error().message}});
        co_return;
    }
    std::set<std::string, std::less<>> there;
    for (const auto& entry : *listed) there.insert(entry.name);
    std::vector<std::string> gone;
    for (const auto& [name, app] : apps_) {
        if (!there.contains(name)) gone.push_back(name);
    }
    for (const auto& name : gone) forget(name);
    for (auto& entry : *listed) {
        dirty_models_.insert(entry.name);
        dirty_.projects.insert(entry.name);
        place(std::move(entry));
    }
    wake();
}

Task<void> LivePicture::read_folder(std::string app)
{
    const auto name = AppName::parse(app);
    if (!name) co_return;
    const auto there = co_await folders_.contains(*name);
    if (there && !*there) {
        forget(app);
        co_return;
    }
    auto folder = co_await folders_.read(*name);
    place({.name = app, .folder = std::move(folder)});
}

Task<void> LivePicture::read_model(std::string app)
{
    const auto name = AppName::parse(app);
    const auto* before = find(app);
    if (!name || before == nullptr || !before->folder) co_return;
    const auto project = project_of(*name, *before->folder);
    auto resolved = co_await compose_.resolve(project);

    const auto found = apps_.find(app); // it may have gone while Compose worked
    if (found == apps_.end()) co_return;
    auto problem = resolved ? std::string() : resolved.error().message;
    const bool other_problem = problem != found->second.compose_problem;
    found->second.resolved = resolved ? std::make_shared<const ResolvedProject>(*std::move(resolved)) : nullptr;
    found->second.compose_problem = std::move(problem);
    judge(found->second);
    if (other_problem) changed(found->second);
}

Task<Result<void>> LivePicture::read_containers(std::optional<std::string> project)
{
    CO_TRY(auto containers, co_await containers_.list(project));
    if (!engine_view_.reachable) {
        engine_view_.reachable = true;
        engine_view_.problem.clear();
        ++revision_;
        log::info("engine reachable", {{"version", engine_view_.info ? engine_view_.info->version : std::string("?")}});
        if (listener_ != nullptr) listener_->engine_changed();
    }
    std::map<std::string, std::vector<Container>, std::less<>> by_project;
    for (auto& container : containers) by_project[container.project].push_back(std::move(container));
    for (auto& [name, app] : apps_) {
        if (project && name != *project) continue;
        const auto mine = by_project.find(name);
        app.containers = mine == by_project.end() ? std::vector<Container>{} : std::move(mine->second);
        judge(app);
    }
    co_return Result<void>{};
}

// ---- what it means

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

void LivePicture::place(InstalledEntry entry)
{
    const auto found = apps_.find(entry.name);
    if (found == apps_.end()) {
        const auto placed = apps_.emplace(entry.name, AppView{.name = entry.name, .folder = std::move(entry.folder)});
        judge(placed.first->second);
        changed(placed.first->second);
        return;
    }
    const bool same = found->second.folder == entry.folder;
    found->second.folder = std::move(entry.folder);
    judge(found->second);
    if (!same) changed(found->second);
}

void LivePicture::forget(std::string_view app)
{
    const auto found = apps_.find(app);
    if (found == apps_.end()) return;
    apps_.erase(found);
    ++revision_;
    if (listener_ != nullptr) listener_->app_changed(app);
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

void LivePicture::judge(AppView& app)
{
    auto condition = condition_without_job(app);
    if (app.job) condition.state = AppState::busy;
    if (condition == app.condition) return;
    app.condition = std::move(condition);
    changed(app);
}

void LivePicture::changed(const AppView& app)
{
    ++revision_;
    if (listener_ != nullptr) listener_->app_changed(app.name);
}

} // namespace furtka
