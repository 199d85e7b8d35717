// api/messages.hpp — what the API says, as JSON text made from domain values. The shapes are described in openapi.json.
#pragma once

#include "domain/app_folder.hpp"
#include "domain/app_state.hpp"
#include "domain/compose_model.hpp"
#include "domain/diagnosis.hpp"
#include "domain/history.hpp"
#include "domain/install_plan.hpp"
#include "domain/job.hpp"
#include "domain/name_claims.hpp"
#include "domain/notify_target.hpp"
#include "domain/permission_consent.hpp"
#include "domain/port_claims.hpp"
#include "domain/recovery_point.hpp"
#include "domain/settings.hpp"
#include "domain/update_check.hpp"
#include "domain/update_plan.hpp"
#include "domain/update_policy.hpp"
#include "services/browse_folders.hpp"
#include "services/live_stats.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

/// An installed app, as parts of the live picture. References: valid for the call only.
struct AppParts {
    std::string_view name;
    const Result<AppFolder>& folder;
    const AppCondition& condition;
    std::optional<JobId> job;
    std::string_view compose_problem; ///< Compose's own words when it refuses the file, or empty
    std::string_view open_host; ///< setting `app_host`, or empty
    const AppCheck* update = nullptr; ///< none: not checked yet
    const ComposeModel* model = nullptr; ///< none: not known yet, or Compose refuses the file
};

/// What only `GET /api/apps/{name}` tells.
struct AppExtras {
    std::vector<std::string> required_by;
    std::vector<std::string> log_tail;
    std::map<std::string, std::chrono::sys_seconds> started; ///< by service, of those that run
    std::optional<std::vector<PermissionMark>> permissions; ///< none: Compose refuses the file
    std::vector<std::string> accepted; ///< ids
};

/// The engine. Empty text is told as null.
struct EngineParts {
    bool reachable = false;
    std::string_view version;
    std::string_view api_version;
    std::string_view architecture;
    std::string_view image_store;
    std::string_view problem;
};

struct AvailableParts {
    std::string_view name;
    std::string_view catalog;
    const Result<AppFolder>& folder;
    bool installed = false;
};

struct PlanParts {
    const AppFolder& folder;
    bool replaces = false;
    const std::vector<InstallStep>& steps;
    const SettingValues& values; ///< not secret
    const std::vector<std::string>& secrets_set;
    const std::vector<PortMapping>& ports;
    const std::vector<PortTaken>& ports_taken;
    const std::vector<PortMoved>& ports_moved;
    const std::vector<NameTaken>& names_taken;
    const std::vector<std::string>& images;
    const std::vector<AskedPermission>& permissions;
    bool permissions_known = false;
    std::uint64_t disk_free = 0;
};

struct NotifyTargetParts {
    const NotifyTarget& target;
    std::optional<NoticeTime> sent_at;
    std::optional<Error> error; ///< of the newest attempt, when it failed
};

enum class JobLog { no, yes };

std::string app_json(const AppParts& app);
std::string app_detail_json(const AppParts& app, const AppExtras& extras);
std::string engine_json(const EngineParts& engine);
/// `{"apps": [App], "engine": Engine}` from texts that `app_json` made.
std::string app_list_json(const std::vector<std::string>& apps, const EngineParts& engine);
std::string app_removed_json(std::string_view name);

/// `GET /api/updates`.
struct UpdatesParts {
    struct App {
        std::string_view name;
        const AppCheck* update; ///< none: not checked yet
    };
    std::vector<App> apps;
    bool checking = false;
    std::chrono::seconds interval{0};
    std::optional<WallTime> next; ///< none: no check is planned
};
std::string updates_json(const UpdatesParts& updates);

std::string update_plan_json(const UpdatePlan& plan);

/// An entry of the list, with what only its own page tells.
std::string available_detail_json(const AvailableParts& app);
std::string available_list_json(const std::vector<AvailableParts>& apps);
std::string install_plan_json(const PlanParts& plan);
std::string settings_form_json(const std::vector<Setting>& form, const SettingValues& values,
    const std::vector<std::string>& secrets_set, const std::vector<PortPlace>& ports);

std::string job_json(const Job& job, JobLog log);
/// `{"jobs": [Job]}`, without logs: 200 jobs of 500 lines each are no answer to a list.
std::string job_list_json(const std::vector<Job>& jobs);
/// `{"job": Job}`: the answer 202.
std::string job_accepted_json(const Job& job);

/// `{"app", "state", "causes": [{"key", "service", "cause", "details": {name: text}, "evidence": [text], "fix": {"action",
/// "label", "target"} | null}]}`
std::string diagnosis_json(std::string_view app, AppState state, const std::vector<Cause>& causes);

/// `{"permissions": [{"id", "kind", "severity", "service", "detail", "sentence", "accepted"}]}`
std::string permissions_json(const std::vector<PermissionMark>& marks, const std::vector<std::string>& accepted);

/// `{"history": [entry]}`
std::string history_json(const std::vector<HistoryEntry>& entries);
/// `{"recovery_points": [point]}`
std::string recovery_points_json(const std::vector<RecoveryPoint>& points);
/// A target without its secret, and with the host only of an address that may hold one.
std::string notify_target_json(const NotifyTargetParts& target);
/// `{"targets": [Target], "events": [text]}`
std::string notify_targets_json(const std::vector<NotifyTargetParts>& targets);

/// `{"mode", "windows", "time_zone", "cooling_hours"}`
std::string policy_json(const UpdatePolicy& policy);
/// `{"app", "own": {…, "hold", "skipped"}, "effective": {…}}`; in `own` null is what the app has not of its own.
std::string app_policy_json(std::string_view app, const AppPolicy& own, const UpdatePolicy& effective);

/// `{"service", "line"}` of a followed log.
std::string log_line_json(std::string_view service, std::string_view line);
/// The last event of a followed log: `{"error": null}`, or `{"error": {"key", "detail", "hint"}}`.
std::string log_end_json(const Error* error);
/// `{"revision"}`: the first event of a stream.
std::string hello_json(std::uint64_t revision);
std::string health_json(bool engine_reachable);
std::string version_json();

std::string server_json(const MachineFigures& machine, const DiskFigures& disk, const EngineParts& engine);
/// `{"path", "parent", "folders": [{"name", "path"}], "more"}`
std::string folders_json(const FolderView& view);
/// `{"services": [{"service", "container", "cpu_percent", "memory_bytes", "memory_limit"}]}`
std::string stats_json(const std::vector<ServiceStats>& samples);

/// RFC 9457. `details` become members: numbers where they are ids, ports and codes; a name the document itself uses gets the
/// prefix `upstream_`.
std::string problem_json(const Error& error, int status, std::string_view title);

} // namespace furtka::api
