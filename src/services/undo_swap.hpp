// services/undo_swap.hpp — an exchange of images that ended before it was proven or taken back: everything as it was.
#pragma once

#include "services/end_swap.hpp"

namespace furtka {

/// Makes the tags point to what they did. One that points to what does not run would be applied by the next `up`, unwatched:
/// an engine that is away is waited for. A failure is only logged.
Task<void> put_tags_back(World world, Policies policies, AppName app, SwapNote note, JobContext& job);

/// Before `up`: files, tags and point as if nothing had been begun. Can be begun again.
Task<Result<void>> undo_begun_swap(World world, AppName app, SwapNote note);

/// The failure as an entry of the history, with the versions of images that are still here. Cancels are not told.
Task<void> tell_failure(World world, JobKind kind, AppName app, JobId job, SwapNote note, Error error);

} // namespace furtka
