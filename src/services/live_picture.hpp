// services/live_picture.hpp — the one in-memory picture of apps and engine; every read of the API is answered from it.
#pragma once

#include "async/notice.hpp"
#include "domain/app_folder.hpp"
#include "domain/app_state.hpp"
#include "domain/update_check.hpp"
#include "ports/app_sources.hpp"
#include "ports/compose.hpp"
#include "ports/containers.hpp"
#include "ports/engine.hpp"
#include "ports/installed_apps.hpp"
#include "services/changes.hpp"

#include <chrono>
#include <cstdint>
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
    std::shared_ptr<const AppCheck> update = nullptr; ///< none: not checked yet
};

/// Fed by the engine's event stream and by the file system's; rebuilt by listing after a lost connection. While the engine
/// is away every app is `unknown` and the picture says why.
class LivePicture {
public:
    LivePicture(InstalledApps& folders, Containers& containers, Engine& engine, Compose& compose);
    ~LivePicture();
    LivePicture(const LivePicture&) = delete;
    LivePicture& operator=(const LivePicture&) = delete;

    /// Reads all folders; no engine needed. Called before `run`, and by whoever must not miss a change that was not told
    /// yet.
    Task<void> load();
    /// Follows folders and engine until it is cancelled, then ends without an exception.
    Task<void> run();
    /// Called each time the engine has become reachable, once the picture is whole.
    void on_engine_back(std::function<void()> call) { engine_back_ = std::move(call); }
    void listen(ChangeListener* listener) { listener_ = listener; }

    const std::map<std::string, AppView, std::less<>>& apps() const { return apps_; }
    const AppView* find(std::string_view app) const;
    /// As it is apart from the job that works on it; `unknown` when there is no such app.
    AppState state_without_job(std::string_view app) const;
    const EngineView& engine() const { return engine_view_; }
    /// Another number after each loss of the engine, 0 while it is away: who acts in steps sees that it died in between.
    std::uint64_t engine_session() const { return connected_ ? connection_ : 0; }
    /// Grows with every change of any app or of the engine: whoever renders the picture caches by it.
    std::uint64_t revision() const { return revision_; }

    /// Reads the app's folder, model and containers again, so that whoever just changed them reads what it wrote.
    Task<void> refresh(std::string app);
    void set_job(std::string_view app, std::optional<JobId> job);
    void set_update(std::string_view app, std::shared_ptr<const AppCheck> update);

private:
    /// What is to be read again. Filled by the streams, worked off by one task, so that a burst of events costs one reading.
    struct Dirty {
        std::set<std::string> projects; ///< containers changed
        std::set<std::string> folders;
        bool all_folders = false;
        bool everything = false; ///< all containers
        bool empty() const { return projects.empty() && folders.empty() && !all_folders && !everything; }
    };
    /// Numbers of the readings that an app's view comes from. Two readings of the same thing can overtake each other: the
    /// one that was begun later counts.
    struct Readings {
        std::uint64_t folder = 0;
        std::uint64_t model = 0;
        std::uint64_t containers = 0;
    };
    enum class Unchanged { tell, keep_quiet };

    // live_picture_streams.cpp: what is followed, and what is read because of it
    Task<void> follow_folders();
    Task<void> follow_engine();
    Task<void> follow_engine_once(std::chrono::milliseconds& retry);
    Task<void> work_off();
    Task<void> work_off_folders(Dirty todo);
    Task<Result<void>> work_off_containers(Dirty todo);
    Task<void> work_off_models();
    Task<Result<void>> rebuild();
    void wake();

    // live_picture_reads.cpp: reading, each with the number it had when it was begun
    Task<void> read_all_folders();
    Task<void> read_folder(std::string app);
    Task<void> read_model(std::string app);
    Task<Result<void>> read_containers(std::optional<std::string> project);
    void place(InstalledEntry entry, std::uint64_t reading);
    void forget(const std::string& app, std::uint64_t reading);
    void apply(std::vector<Container> containers, const std::optional<std::string>& project, std::uint64_t reading);

    void engine_found();
    void engine_lost(const Error& error);
    AppCondition condition_without_job(const AppView& app) const;
    void judge(AppView& app, Unchanged unchanged = Unchanged::keep_quiet);

    InstalledApps& folders_;
    Containers& containers_;
    Engine& engine_;
    Compose& compose_;
    ChangeListener* listener_ = nullptr;
    std::function<void()> engine_back_;
    std::map<std::string, AppView, std::less<>> apps_;
    std::map<std::string, Readings, std::less<>> readings_;
    std::map<std::string, JobId, std::less<>> jobs_; ///< by app, whether it has a folder yet or not
    EngineView engine_view_;
    Dirty dirty_;
    std::set<std::string>
        dirty_models_; ///< apart: Compose takes a tenth of a second a model, and events must not wait for it
    std::unique_ptr<Notice> work_; ///< set while `run` runs
    std::unique_ptr<Notice> model_work_;
    bool connected_ = false; ///< the engine's event stream is open
    std::uint64_t connection_ = 0; ///< how often it was opened
    std::uint64_t last_reading_ = 0;
    std::uint64_t revision_ = 1;
};

} // namespace furtka
