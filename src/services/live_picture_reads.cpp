// How the live picture reads folders, models and containers. Other readings may begin and end while one waits.

#include "base/log.hpp"
#include "services/app_project.hpp"
#include "services/live_picture.hpp"

namespace furtka {
namespace {

bool is_newer(std::uint64_t& last, std::uint64_t reading)
{
    if (reading < last) return false;
    last = reading;
    return true;
}

bool same_project(const std::shared_ptr<const ResolvedProject>& a, const Result<ResolvedProject>& b)
{
    if (!a || !b) return !a && !b;
    return a->model == b->model && a->hashes == b->hashes;
}

/// Compose could not be asked, so nothing is known of the file.
bool was_not_asked(const Error& error)
{
    return error.kind == ErrorKind::cancelled || error.kind == ErrorKind::unavailable || error.kind == ErrorKind::timeout;
}

} // namespace

Task<void> LivePicture::read_all_folders()
{
    const auto reading = ++last_reading_;
    auto listed = co_await folders_.list();
    if (!listed) {
        log::error("apps folder cannot be read", {{"reason", listed.error().message}});
        co_return;
    }
    std::set<std::string> gone;
    for (const auto& [name, app] : apps_) gone.insert(name);
    for (auto& entry : *listed) {
        gone.erase(entry.name);
        dirty_models_.insert(entry.name);
        place(std::move(entry), reading);
    }
    for (const auto& name : gone) forget(name, reading);
    wake();
}

Task<void> LivePicture::read_folder(std::string app)
{
    const auto name = AppName::parse(app);
    if (!name) {
        dirty_.all_folders = true; // not an app's name: a list tells whether it is there
        co_return;
    }
    const auto reading = ++last_reading_;
    const auto there = co_await folders_.contains(*name);
    if (there && !*there) {
        forget(app, reading);
        co_return;
    }
    auto folder = co_await folders_.read(*name);
    if (!folder && folder.error().key == "app_not_installed") {
        forget(app, reading);
        co_return;
    }
    place({.name = app, .folder = std::move(folder)}, reading);
}

Task<void> LivePicture::read_model(std::string app)
{
    const auto name = AppName::parse(app);
    const auto* before = find(app);
    if (!name || before == nullptr || !before->folder) co_return;
    const auto reading = ++last_reading_;
    const auto project = project_of(*name, *before->folder);
    auto resolved = co_await compose_.resolve(project);

    const auto found = apps_.find(app); // it may have gone while Compose worked
    if (found == apps_.end()) co_return;
    if (!resolved && was_not_asked(resolved.error())) {
        log::warning("compose file cannot be read", {{"app", app}, {"reason", resolved.error().message}});
        co_return;
    }
    if (!is_newer(readings_[app].model, reading)) co_return;
    auto& view = found->second;
    const auto problem = resolved ? std::string() : resolved.error().message;
    const bool same = same_project(view.resolved, resolved) && problem == view.compose_problem;
    view.compose_problem = problem;
    view.resolved = resolved ? std::make_shared<const ResolvedProject>(*std::move(resolved)) : nullptr;
    judge(view, same ? Unchanged::keep_quiet : Unchanged::tell);
}

Task<Result<void>> LivePicture::read_containers(std::optional<std::string> project)
{
    const auto reading = ++last_reading_;
    CO_TRY(auto listed, co_await containers_.list(project));
    apply(std::move(listed), project, reading);
    co_return Result<void>{};
}

void LivePicture::apply(std::vector<Container> containers, const std::optional<std::string>& project, std::uint64_t reading)
{
    std::map<std::string, std::vector<Container>, std::less<>> by_project;
    for (auto& container : containers) by_project[container.project].push_back(std::move(container));
    for (auto& [name, app] : apps_) {
        if (project && name != *project) continue;
        if (is_newer(readings_[name].containers, reading)) app.containers = std::move(by_project[name]);
        judge(app);
    }
}

void LivePicture::place(InstalledEntry entry, std::uint64_t reading)
{
    if (!is_newer(readings_[entry.name].folder, reading)) return;
    const auto found = apps_.find(entry.name);
    if (found != apps_.end()) {
        const bool same = found->second.folder == entry.folder;
        found->second.folder = std::move(entry.folder);
        judge(found->second, same ? Unchanged::keep_quiet : Unchanged::tell);
        return;
    }
    AppView app{.name = entry.name, .folder = std::move(entry.folder)};
    if (const auto job = jobs_.find(app.name); job != jobs_.end()) app.job = job->second;
    const auto placed = apps_.emplace(entry.name, std::move(app));
    dirty_.projects.insert(entry.name);
    judge(placed.first->second, Unchanged::tell);
}

void LivePicture::forget(const std::string& app, std::uint64_t reading)
{
    if (!is_newer(readings_[app].folder, reading)) return;
    if (apps_.erase(app) == 0) return;
    ++revision_;
    if (listener_ != nullptr) listener_->app_changed(app);
}

} // namespace furtka
