// services/app_permissions.hpp — what apps may do to the server, and what their owner has accepted of it.
#pragma once

#include "domain/permission_consent.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

#include <string>
#include <vector>

namespace furtka {

/// The marks of an app whose files are in `folder`, with its paths followed on the disk.
Task<std::vector<PermissionMark>> marks_of(World world, Policies policies, AppFolder folder, ComposeModel model);

/// What an installed app was allowed so far: what its folder says, and for an app that was never asked about, all that its
/// files say.
Task<std::vector<std::string>> accepted_so_far(World world, Policies policies, AppName app, AppFolder folder);

/// Before an installed app's files are applied. What its owner wrote into them by hand is his own act: it is told to `log`
/// and to the daemon's log. conflict `permissions_not_accepted`: a link that the app can have made itself leads to what
/// controls the server.
Task<Result<void>> check_before_up(World world, Policies policies, AppFolder folder, ComposeModel model, OutputSink log);

struct AppPermissionList {
    std::vector<PermissionMark> marks;
    std::vector<std::string> accepted; ///< ids
};

class AppPermissions {
public:
    AppPermissions(World world, Policies policies) : world_(world), policies_(std::move(policies)) { }

    /// Of an app whose files have been read.
    Task<AppPermissionList> of(AppFolder folder, ComposeModel model);
    /// not_found `app_not_installed`; broken `compose_invalid`.
    Task<Result<AppPermissionList>> read(AppName app);

    /// Remembers the owner's word on marks the app has. invalid `permission_unknown`: it has no such mark.
    Task<Result<AppPermissionList>> accept(AppName app, std::vector<std::string> ids);

private:
    World world_;
    Policies policies_;
};

} // namespace furtka
