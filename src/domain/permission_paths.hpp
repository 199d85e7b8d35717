// domain/permission_paths.hpp — what it means that an app may see or change a path of the server.
#pragma once

#include "domain/permissions.hpp"

#include <optional>
#include <string>

namespace furtka {

/// A path of the server that a service gets.
struct GivenPath {
    std::string path; ///< as Compose resolved it
    bool read_only = false;
    bool device = false; ///< given as a device: access to what is behind the node
};

/// The context with every path in its plain form, and as it resolves.
struct PathContext : PermissionContext {
    explicit PathContext(const PermissionContext& context);
    std::string real_app_folder; ///< empty: paths are taken as they are written
};

/// The mark without `id` and `service`; none: it is the app's own. Judged as written and as it resolves: the graver counts.
std::optional<PermissionMark> judge_given_path(const GivenPath& given, const PathContext& context);

/// `/srv/../etc//x/` → `/etc/x`; one that does not begin with `/` begins in `base`, and `~` is root's home.
std::string plain_path(std::string_view path, std::string_view base);

} // namespace furtka
