// domain/permission_consent.hpp — which permissions an owner is asked about, and what was answered.
#pragma once

#include "base/result.hpp"
#include "domain/permissions.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// A mark of an app that is to be installed. In lists of several apps the ids of those that come along begin with
/// `<app>/`.
struct AskedPermission {
    std::string app;
    PermissionMark mark;
    bool needs_acceptance = false;
    bool operator==(const AskedPermission&) const = default;
};

/// What an app was allowed before; none: it was not there.
using AcceptedBefore = std::optional<std::vector<std::string>>;

/// The marks that need a word of their own: red ones of an app that comes anew; red and amber ones that an app already there
/// did not have. `by_owner` says that an amber one is the owner's own choice, as a folder in a form is.
enum class Ambers { ask, by_owner };
std::vector<PermissionMark> marks_to_accept(
    const std::vector<PermissionMark>& marks, const AcceptedBefore& before, Ambers ambers = Ambers::ask);

/// conflict `permissions_not_accepted`: some of `wanted` are not among the accepted. The message says them in plain words;
/// the details `permissions` are their ids.
Result<void> check_accepted(
    std::string_view app, const std::vector<PermissionMark>& wanted, const std::vector<std::string>& accepted);

/// The ids that are remembered: of red and amber marks.
std::vector<std::string> remembered_ids(const std::vector<PermissionMark>& marks);

/// Of a list that names the marks of several apps as `<app>/<id>`: those of one app, without its name.
std::vector<std::string> accepted_for(const std::vector<std::string>& accepted, std::string_view app);

} // namespace furtka
