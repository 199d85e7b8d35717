// services/end_swap.hpp — what an exchange of images leaves behind: history, refused images, recovery points, and words.
#pragma once

#include "domain/history.hpp"
#include "services/swap_images.hpp"

#include <string>

namespace furtka {

/// The services that are in the point and in the model and run another image afterwards, each with the tag it had. `local`:
/// images by tag.
std::vector<ServiceChange> changes_since(
    const RecoveryPoint& point, const ComposeModel& model, const std::map<std::string, ImageId>& local);

/// The exchange as an entry of the history, without its end.
HistoryEntry entry_of(JobKind kind, const AppName& app, JobId job, const SwapNote& note);

/// Adds versions of the images where they name one, the time, and writes the entry. A failure is only logged.
Task<void> write_history(World world, HistoryEntry entry, std::map<std::string, std::string> digests);

/// After `swap_images`: writes the history; a proven image is accepted, one that was taken back refused; recovery points
/// beyond those kept go, and after a way back the one made for it. The error when it is not proven:
/// upstream `update_taken_back` (details `cause`, `service`, `exit_code`, `log`, `downtime_seconds`) | upstream
/// `update_back_failed` (the same, and `back_cause`).
Task<Result<void>> end_swap(World world, Policies policies, AppName app, SwapNote note, SwapEnd end, HistoryEntry entry,
    std::map<std::string, std::string> digests = {});

} // namespace furtka
