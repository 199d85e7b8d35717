// services/live_picture.hpp — the one in-memory picture of apps and engine; every read of the API is answered from it.
#pragma once

#include "async/notice.hpp"
#include "domain/app_folder.hpp"
#include "domain/app_state.hpp"
#include "ports/app_sources.hpp"
#include "ports/compose.hpp"
#include "ports/containers.hpp"
#include "ports/engine.hpp"
#include "ports/installed_apps.hpp"
#include "services/changes.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct EngineView {
    bool reachable = false;
    std::optional<EngineInfo> info; ///< of the last contact
    std::string problem; ///< why it is not reachable, one sentence
};

struct AppView {
    std::string name;
    Result<AppFolder> folder;
    std::shared_ptr<const ResolvedProject> resolved = nullptr; ///< none: not known yet, or Compose refuses the file
    std::string compose_problem = {}; ///< Compose's own words, when it refuses the file
    std::vector<Container> containers = {}; ///< of its project
    AppCondition condition = {};
    std::optional<JobId> job = std::nullopt; ///< that works on it
};

/// Fed by the engine's event stream and by the file system's; rebuilt by listing after a lost connection. While the engine is
/// away every app is `unknown` and the picture says why.
class LivePicture {
public:
    LivePicture(InstalledApps& folders, Containers& containers, Engine& engine, Compose& compose);
    ~LivePicture();
    LivePicture(const LivePicture&) = delete;
    LivePicture& operator=(const LivePicture&) = delete;

    /// Reads all folders; no engine needed. Called before `run`, and by whoever must not miss a change that was not told yet.
    Task<void> load();
    /// Follows folders and engine until cancelled.
    Task<void> run();
    /// Called each time the engine has become reachable and the picture is whole.
    void on_engine_back(std::function<void()> call) { engine_back_ = std::move(call); }
    void listen(ChangeListener* listener) { listener_ = listener; }

    const std::map<std::string, AppView, std::less<>>& apps() const { return apps_; }
    const AppView* find(std::string_view app) const;
    /// As it is apart from the job that works on it; `unknown` when there is no such app.
    AppState state_without_job(std::string_view app) const;
    const EngineView& engine() const { return engine_view_; }
    /// Grows with every change of any app or of the engine: whoever renders the picture caches by it.
    std::uint64_t revision() const { return revision_; }

    /// Reads the app's folder, model and containers again, so that whoever just changed them reads what it wrote.
    Task<void> refresh(std::string app);
    void set_job(std::string_view app, std::optional<JobId> job);

private:
    Task<void> follow_folders();
    Task<void> follow_engine();
    Task<void> work_off();
    Task<void> work_off_models();
    Task<void> rebuild();
    Task<void> read_folder(std::string app);
    Task<void> read_all_folders();
    Task<void> read_model(std::string app);
    Task<Result<void>> read_containers(std::optional<std::string> project);
    void engine_lost(const Error& error);
    void place(InstalledEntry entry);
    void forget(std::string_view app);
    AppCondition condition_without_job(const AppView& app) const;
    void judge(AppView& app);
    void changed(const AppView& app);

    InstalledApps& folders_;
    Containers& containers_;
    Engine& engine_;
    Compose& compose_;
    ChangeListener* listener_ = nullptr;
    std::function<void()> engine_back_;
    std::map<std::string, AppView, std::less<>> apps_;
    EngineView engine_view_;
    /// What is to be read again. Filled by the streams, worked off by one task, so that a burst of events costs one reading.
    struct Dirty {
        std::set<std::string> projects; ///< containers changed
        std::set<std::string> folders;
        bool all_folders = false;
        bool everything = false; ///< a new connection to the engine
    };
    Dirty dirty_;
    std::set<std::string> dirty_models_; ///< apart: Compose takes a tenth of a second a model, and events must not wait for it
    std::unique_ptr<Notice> work_; ///< set while `run` runs
    std::unique_ptr<Notice> model_work_;
    void wake();
    std::uint64_t revision_ = 1;
};

} // namespace furtka
