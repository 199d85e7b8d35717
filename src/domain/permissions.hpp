// domain/permissions.hpp — what an app may do to the server, computed from Compose's model and never from its author's
// words.
#pragma once

#include "domain/compose_model.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// red: whoever controls the app controls the server. amber: more than an app of its kind usually needs. plain: worth
/// saying.
enum class MarkSeverity { red, amber, plain };
std::string_view to_text(MarkSeverity severity);

/// One thing an app is allowed. `id` is stable: what an owner accepted once is known again by it.
struct PermissionMark {
    std::string id; ///< `capability:web:SYS_ADMIN`; unique in an app
    std::string kind; ///< `capability`; a constant set, translated by the page
    MarkSeverity severity = MarkSeverity::plain;
    std::string service;
    std::string detail; ///< a path, a port, a capability, …; or empty
    std::string sentence; ///< in plain words, without the service's name
    bool by_link = false; ///< a link in the app's own folder leads there: the app itself may have made it
    bool operator==(const PermissionMark&) const = default;
};

/// What the judgement has to know of the server.
struct PermissionContext {
    std::string app_folder; ///< where the app's relative paths begin
    std::vector<std::string> own_files; ///< of the app folder, relative: who writes these gives himself any permission
    std::vector<std::string> own_folders; ///< Furtka's, with settings and secrets of all apps
    std::vector<std::string> sockets; ///< of the engine and of Furtka, beyond the usual ones
    /// The path after all symbolic links and `..`, as far as it exists. None given: paths are taken as they are written.
    std::function<std::string(const std::string&)> real_path;
};

/// The marks of all services: red first, then amber; within these by service, kind and detail; each once.
std::vector<PermissionMark> permission_marks(const ComposeModel& model, const PermissionContext& context);

} // namespace furtka
