// support/fake_world.hpp — all fakes together, and the services over them: a small server in memory.
#pragma once

#include "services/bring_up.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"
#include "support/fake_app_revisions.hpp"
#include "support/fake_compose.hpp"
#include "support/fake_copies.hpp"
#include "support/fake_engine.hpp"
#include "support/fake_folders.hpp"
#include "support/fake_host.hpp"
#include "support/fake_job_store.hpp"
#include "support/fake_points.hpp"
#include "support/fake_registry.hpp"
#include "support/run.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace furtka::test {

inline AppName app_name(std::string_view text) { return AppName::parse(text).value(); }

/// What a daemon would find: folders, containers, volumes. What a crash or an undo must bring back.
struct Snapshot {
    std::map<std::string, std::string> folders; ///< name → version, `.env`, intent
    std::vector<std::string> containers; ///< `blog web nginx:1 running`
    std::vector<std::string> volumes;
    bool operator==(const Snapshot&) const = default;
};

void PrintTo(const Snapshot& snapshot, std::ostream* out);

/// Compose acts on the engine as the real one does: `up` makes or recreates a container for each service (or for the named
/// ones) whose image or folder changed, `down` takes them away, `stop` ends them. Declared in the order in which they must
/// end.
class FakeWorld {
public:
    FakeWorld();
    ~FakeWorld();
    FakeWorld(const FakeWorld&) = delete;
    FakeWorld& operator=(const FakeWorld&) = delete;

    /// A new daemon on the same disk and engine: jobs, picture and networks begin anew.
    void restart_daemon();

    /// In the catalog and known to Compose; every image is in the registry.
    void offers(AppFolder folder, std::vector<ServiceModel> services);
    /// The same, installed and running; the picture is read anew.
    void installed(AppFolder folder, std::vector<ServiceModel> services);
    /// Installed, and never started.
    void placed(AppFolder folder, std::vector<ServiceModel> services);
    /// The tag points to another image in the registry.
    void publishes(const std::string& ref, std::string_view id_word);
    /// The picture begins to follow folders and engine, and is whole when this returns.
    void look();

    /// Starts the job and waits for its end.
    Job run_job(JobKind kind, const std::string& app, JobBody body, const std::vector<std::string>& also = {});
    /// Starts it; the caller lets it go on with `settle`.
    JobId start_job(JobKind kind, const std::string& app, JobBody body, const std::vector<std::string>& also = {});
    template <class T>
    T run(Task<T> task)
    {
        return furtka::run(io, std::move(task));
    }
    /// Lets everything go on until `reached`, at most for some seconds; whether it was.
    bool until(const std::function<bool()>& reached);
    /// Lets everything go on that need not wait for time to pass.
    void settle();

    World world();
    Snapshot snapshot() const;
    boost::asio::any_io_executor executor() { return io.get_executor(); }

    boost::asio::io_context io{1};
    FakeEngine engine;
    FakeCopies copies{engine};
    FakeCompose compose;
    FakeAppSources sources;
    FakeAppRevisions revisions;
    FakeInstalledApps folders{sources};
    FakeDrafts drafts;
    FakeHost host;
    FakeJobStore store;
    FakeRegistry registry;
    FakeProbe probe;
    FakeHistory history;
    FakeRecoveryPoints points{sources, folders};
    Policies policies;
    /// What the containers made by `up` of a service are like.
    std::function<void(Container&)> on_container;

    std::unique_ptr<AppNetworks> networks;
    std::unique_ptr<LivePicture> picture;
    std::unique_ptr<Jobs> jobs;

private:
    void make_services();
    void stop_picture();
    void up(const ComposeProject& project);
    void bring_replica(const std::string& app, const ServiceModel& service, int number);
    void know(const std::string& app, std::vector<ServiceModel> services);
    std::string recipe(const std::string& app, const ServiceModel& service) const;

    std::map<std::string, std::vector<ServiceModel>> models_;
    std::map<ContainerId, std::string> made_from_;
    boost::asio::cancellation_signal stop_;
    bool following_ = false;
    /// Of daemons that were killed: what they had begun still waits somewhere.
    std::vector<std::unique_ptr<AppNetworks>> old_networks_;
    std::vector<std::unique_ptr<LivePicture>> old_pictures_;
    std::vector<std::unique_ptr<Jobs>> old_jobs_;
};

} // namespace furtka::test
