#include "domain/job.hpp"

#include <array>

namespace furtka {
namespace {

using enum JobKind;
constexpr std::array kinds{install, update, rollback, remove, settings, start, stop, restart, reconcile, update_all,
    sync_catalog, edit, move_in, move_in_undo, move_in_confirm, export_app};
constexpr std::array states{JobState::queued, JobState::running, JobState::done, JobState::failed, JobState::cancelled};

template <class Values>
auto named(std::string_view text, const Values& values) -> std::optional<typename Values::value_type>
{
    for (const auto value : values) {
        if (to_text(value) == text) return value;
    }
    return std::nullopt;
}

} // namespace

std::string_view to_text(JobKind kind)
{
    switch (kind) {
    case install: return "install";
    case update: return "update";
    case rollback: return "rollback";
    case remove: return "remove";
    case settings: return "settings";
    case start: return "start";
    case stop: return "stop";
    case restart: return "restart";
    case reconcile: return "reconcile";
    case update_all: return "update_all";
    case sync_catalog: return "sync_catalog";
    case edit: return "edit";
    case move_in: return "move_in";
    case move_in_undo: return "move_in_undo";
    case move_in_confirm: return "move_in_confirm";
    case export_app: return "export";
    }
    return "unknown";
}

std::string_view to_text(JobState state)
{
    switch (state) {
    case JobState::queued: return "queued";
    case JobState::running: return "running";
    case JobState::done: return "done";
    case JobState::failed: return "failed";
    case JobState::cancelled: return "cancelled";
    }
    return "unknown";
}

std::optional<JobKind> job_kind(std::string_view text) { return named(text, kinds); }
std::optional<JobState> job_state(std::string_view text) { return named(text, states); }

} // namespace furtka
