// services/find_move_ins.hpp — what other programs run or have run here, and what it would be as an app. Changes nothing.
#pragma once

#include "domain/move_in/take_over.hpp"
#include "domain/permission_consent.hpp"
#include "ports/foreign_containers.hpp"
#include "ports/foreign_folders.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <string>
#include <vector>

namespace furtka {

struct MoveInPorts {
    ForeignContainers& containers;
    ForeignFolders& folders;
};

/// A project that may be taken over.
struct MoveInOffer {
    std::string id; ///< `casaos-jellyfin`: stays the same as long as the project does
    TakeOverSource source;
    TakeOver take;
};

struct MoveInPlan {
    MoveInOffer offer;
    std::filesystem::path staged; ///< the app folder as it would be, to the side; empty: it cannot be taken over
    ComposeModel model;
    std::vector<AskedPermission> permissions;
};

class FindMoveIns {
public:
    FindMoveIns(World world, Policies policies, LivePicture& picture, MoveInPorts ports);

    /// Projects on the engine that are not Furtka's, and app folders of other programs that have no container; by id.
    Task<Result<std::vector<MoveInOffer>>> list();

    /// One, with what Compose makes of it. An empty name: one is chosen. Whoever asked drops what is staged. not_found
    /// `move_in_unknown`; invalid `app_name`; conflict `move_in_name` (an app or a project has it).
    Task<Result<MoveInPlan>> plan(std::string id, std::string name);
    /// The plan, and what forbids it: conflict `move_in_not_ready` (the first reason), `permissions_not_accepted`.
    Task<Result<MoveInPlan>> check(std::string id, std::string name, std::vector<std::string> accept);
    Task<void> drop(const MoveInPlan& plan);

private:
    Task<MoveInOffer> offer_of(
        ForeignProject project, std::vector<std::string> compose_files, const std::vector<ProgramRoot>& roots);
    Task<void> look_at_images(MoveInOffer& offer);
    Task<Result<std::vector<MoveInOffer>>> offers(std::string id, std::string name);
    bool is_own(const ForeignProject& project) const;
    Task<Result<void>> stage(MoveInPlan& plan);

    World world_;
    Policies policies_;
    LivePicture& picture_;
    MoveInPorts ports_;
};

} // namespace furtka
