// api/api.hpp — the HTTP API over the services: from a request to an answer.
#pragma once

#include "api/event_stream.hpp"
#include "api/load_gate.hpp"
#include "api/metrics.hpp"
#include "http/message.hpp"
#include "services/account.hpp"
#include "services/app_logs.hpp"
#include "services/app_settings.hpp"
#include "services/audit_log.hpp"
#include "services/browse_folders.hpp"
#include "services/diagnose.hpp"
#include "services/install_app.hpp"
#include "services/jobs.hpp"
#include "services/keep_certificates.hpp"
#include "services/live_picture.hpp"
#include "services/live_stats.hpp"
#include "services/manage_access.hpp"
#include "services/reconciler.hpp"
#include "services/registry_accounts.hpp"
#include "services/remove_app.hpp"
#include "services/rollback_app.hpp"
#include "services/run_app.hpp"
#include "services/set_up_owner.hpp"
#include "services/terminals.hpp"
#include "services/update_app.hpp"
#include "services/update_checks.hpp"
#include "services/update_planner.hpp"
#include "services/uptimes.hpp"
#include "services/who_calls.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace furtka {
class AppPermissions;
class ExportApp;
class ExportFiles;
class Imports;
class Catalogs;
class EditApp;
class FindMoveIns;
class MoveIn;
class Notifier;
class ReviseApp;
class OwnApps;
class UpdateAll;
class UpdateRules;
} // namespace furtka

namespace furtka::api {

/// The use cases of logins.
struct AccessServices {
    AccessBook& book;
    WhoCalls& who;
    SetUpOwner& setup;
    LogIn& login;
    Account& account;
    ManageAccess& manage;
    AuditLog& audit;
    LoadGate& loaded; ///< nobody's login can be judged before
};

/// What handlers work with. References: all of it outlives the server.
struct Services {
    boost::asio::any_io_executor executor; ///< where jobs run
    LivePicture& picture;
    Jobs& jobs;
    AppSources& sources;
    Catalogs& catalogs;
    OwnApps& own_apps;
    InstallPlanner& planner;
    InstallApp& install;
    ExportApp& exports;
    ExportFiles& export_files;
    Imports& imports;
    RemoveApp& remove;
    UpdateApp& update;
    UpdateChecks& checks;
    UpdatePlanner& update_planner;
    RegistryAccounts& registries;
    RollbackApp& rollback;
    ReviseApp& revise;
    EditApp& edit;
    History& history;
    RunApp& run;
    AppSettings& settings;
    AppLogs& logs;
    Uptimes& uptimes;
    Reconciler& reconciler;
    FindMoveIns& find_move_ins;
    MoveIn& move_in;
    Diagnose& diagnose;
    Machine& machine;
    AppPermissions& permissions;
    BrowseFolders& browse;
    LiveStats& stats;
    Terminals& terminals;
    Notifier& notifier;
    UpdateAll& update_all;
    UpdateRules& rules;
    EventStream& events;
    LoadGate& picture_loaded;
    LoadGate& jobs_loaded;
    LoadGate& choices_loaded; ///< policies, and who is notified
    AccessServices access;
    KeepCertificates& certificates;
    RequestCounts& requests;
    std::function<std::uint64_t()> resident_bytes; ///< of this process
};

struct Options {
    std::string open_host; ///< put into Open links instead of the browser's own host, or empty
    std::vector<std::string> allowed_hosts; ///< names besides localhost that requests may come for
    bool any_address = false; ///< a Host that is an IP address too: only a name can be rebound
    std::string disk_folder = "/"; ///< whose disk the server's card shows
};

class Api {
public:
    Api(Services services, Options options);
    ~Api();
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    /// Never fails: every failure is a problem document.
    Task<http::Response> answer(http::Request request);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace furtka::api
