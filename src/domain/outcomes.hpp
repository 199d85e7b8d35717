// domain/outcomes.hpp — what a finished use case has to tell, and its JSON text for the API and the job's result.
#pragma once

#include "domain/app_state.hpp"
#include "domain/export_file.hpp"
#include "domain/image_change.hpp"
#include "domain/reconcile_plan.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// `{"updated", "services": [{"service", "from", "to", "tag"}]}` and what else the update did.
struct UpdateOutcome {
    std::vector<ServiceChange> changes;
    std::uint64_t bytes_pulled = 0;
    std::vector<std::string> not_running; ///< services left alone because they did not run
    std::vector<std::string> proof; ///< sentences: `web: healthy`; empty when nothing changed
    std::optional<std::chrono::milliseconds> downtime; ///< seen from outside; none: nothing was touched
    int recovery_point = 0; ///< to go back to; 0: none was made
    bool revised = false; ///< the app's files are those of a newer revision of its catalog
};

struct RollbackOutcome {
    std::string app;
    int to = 0; ///< the recovery point gone back to
    int recovery_point = 0; ///< what was left, to go forward to again
    std::vector<ServiceChange> changes;
    std::vector<std::string> proof;
    std::chrono::milliseconds downtime{0};
};

/// An edit of the compose file or the override.
struct EditOutcome {
    std::string app;
    std::string file; ///< its name
    bool applied = false; ///< false: the app is stopped, the file counts from its next start
    int recovery_point = 0; ///< what ran before; 0: none was made
    std::vector<ServiceChange> changes;
    std::vector<std::string> proof;
    std::chrono::milliseconds downtime{0};
};

struct InstallOutcome {
    std::string app;
    std::vector<std::string> installed; ///< providers first, the app last
    bool replaced = false; ///< it was a reinstall
    std::vector<std::string> volumes_created;
    std::vector<std::string> notices;
};

struct RemoveOutcome {
    std::string app;
    std::vector<std::string> volumes_deleted;
    std::vector<std::string> volumes_kept;
};

struct SettingsOutcome {
    std::string app;
    std::vector<std::string> changed; ///< keys, never values
    bool applied = false; ///< false: the app is stopped, the settings count from its next start
};

struct RunOutcome {
    std::string app;
    AppState state = AppState::unknown; ///< afterwards
};

struct ExportOutcome {
    std::string app;
    std::string id; ///< to fetch it by
    std::string file_name;
    std::uint64_t bytes = 0;
    bool data = false;
    ExportSecrets secrets = ExportSecrets::none;
    std::vector<std::string> left_out; ///< for people
    std::string kept_until; ///< RFC 3339
};

struct ReconcileFailure {
    std::string app;
    Error error;
};

struct ReconcileOutcome {
    std::vector<PlanLine> plan;
    std::vector<ReconcileFailure> failures;
};

std::string to_json(const UpdateOutcome& outcome);
std::string to_json(const RollbackOutcome& outcome);
std::string to_json(const EditOutcome& outcome);
std::string to_json(const InstallOutcome& outcome);
std::string to_json(const RemoveOutcome& outcome);
std::string to_json(const SettingsOutcome& outcome);
std::string to_json(const RunOutcome& outcome);
std::string to_json(const ExportOutcome& outcome);
/// `{"plan": [{"kind", "app", "target", "cause", "text"}], "failures": [{"app", "key", "detail", "hint"}]}`
std::string to_json(const ReconcileOutcome& outcome);

} // namespace furtka
