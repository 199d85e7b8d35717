// services/keep_points.hpp — recovery points with the names that keep their images from being pruned.
#pragma once

#include "domain/app_folder.hpp"
#include "domain/compose_model.hpp"
#include "services/jobs.hpp"
#include "services/world.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka {

/// Makes each tag point to its image. Tags that are digests are left out: they cannot point to another.
/// not_found `image_gone`; the engine's errors. Can be begun again.
Task<Result<void>> put_tags(World world, std::map<std::string, ImageId> tags);

/// Gives the point's images Furtka's own names. not_found `image_gone`.
Task<Result<void>> name_images(World world, RecoveryPoint point);

/// Folders of the app that its containers may write to, relative to it.
std::vector<std::string> data_folders(const AppFolder& folder, const ComposeModel& model);

/// Writes the point with the app's files; what its containers write to is left out.
Task<Result<void>> write_point(World world, RecoveryPoint point, AppFolder folder, ComposeModel model);

/// The steps `tag` and `point` of a job's journal, with `note`: the point's images get their names, and it is written.
/// Nothing of the app is changed. What name_images() and write_point() answer, and the journal's errors.
Task<Result<void>> keep_as_point(
    World world, RecoveryPoint point, AppFolder folder, ComposeModel model, const SwapNote& note, JobContext& job);

/// The point, its names, and its images where nothing else needs them. What cannot be removed is removed with a later one;
/// the error says why.
Task<Result<void>> drop_point(World world, AppName app, int number);

/// Drops all but the newest `policies.recovery_points`, and names that belong to no point. The first error of those that
/// kept something from being removed.
Task<Result<void>> prune_points(World world, Policies policies, AppName app);

/// Of an app that is removed.
Task<void> drop_all_points(World world, AppName app);

} // namespace furtka
