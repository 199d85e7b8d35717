// domain/job.hpp — one long action on one app, with stages, progress, a log and an end.
#pragma once

#include "base/error.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

enum class JobKind {
    install,
    update,
    rollback,
    remove,
    settings,
    start,
    stop,
    restart,
    reconcile,
    update_all,
    sync_catalog,
    edit,
    move_in,
    move_in_undo,
    move_in_confirm,
    export_app
};
enum class JobState { queued, running, done, failed, cancelled };

struct JobStage {
    std::string name; ///< `pull`, `volumes`, `start`, `verify`, …
    std::string text; ///< for people: `Downloading images`
    JobState state = JobState::queued;
    bool operator==(const JobStage&) const = default;
};

struct JobProgress {
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0; ///< 0: not known yet. Never shrinks within a stage, so a bar never jumps back.
    bool operator==(const JobProgress&) const = default;
};

using JobId = std::int64_t;

struct Job {
    JobId id = 0;
    JobKind kind = JobKind::install;
    std::string app;
    JobState state = JobState::queued;
    std::vector<JobStage> stages;
    JobProgress progress;
    std::vector<std::string> log; ///< the last 500 lines
    std::optional<Error> error;
    std::string result; ///< JSON text of the use case's outcome, or empty
    std::chrono::sys_time<std::chrono::milliseconds> created_at{};
    std::optional<std::chrono::sys_time<std::chrono::milliseconds>> finished_at;

    bool ended() const { return state == JobState::done || state == JobState::failed || state == JobState::cancelled; }
    bool operator==(const Job&) const = default;
};

std::string_view to_text(JobKind kind);
std::string_view to_text(JobState state);
std::optional<JobKind> job_kind(std::string_view text);
std::optional<JobState> job_state(std::string_view text);

} // namespace furtka
