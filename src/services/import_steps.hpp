// services/import_steps.hpp — what an installation out of a file does otherwise than one from a catalog: nothing is
// downloaded, data comes along, and all of it goes again when it is taken back.
#pragma once

#include "domain/install_note.hpp"
#include "domain/update_check.hpp"
#include "services/install_plan.hpp"
#include "services/jobs.hpp"

#include <vector>

namespace furtka {

/// Before anything is changed: every byte of the file is right, and nothing of this server is in its way. invalid
/// `export_damaged`; conflict `architecture`, `volume_exists`, `image_taken` (a name of its images is another image here,
/// from which a container was made); no_space `disk_low`.
Task<Result<void>> check_import(
    World world, Policies policies, const ImportSource& import, AppFolder folder, JobContext& job);

/// Images into the engine, volumes made and filled; what was begun is in `note` and in the journal first. What registry and
/// engine call the same image. upstream `image_differs`: under a name of the file is another image afterwards.
Task<Result<std::vector<SameContent>>> bring_in(
    World world, const ImportSource& import, AppFolder folder, InstallNote& note, JobContext& job);

/// Containers, volumes, folder and images that the import made. Each may be gone already.
Task<Result<void>> take_back_import(World world, InstallNote note);

} // namespace furtka
