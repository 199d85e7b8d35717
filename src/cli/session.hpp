// cli/session.hpp — what a command works with, and the commands.
#pragma once

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/daemon.hpp"
#include "cli/progress.hpp"

#include <boost/json/fwd.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace furtka::cli {

struct Session {
    Daemon& daemon;
    Console& console;
    std::filesystem::path folder; ///< the working folder
    std::string ssh_connection; ///< `SSH_CONNECTION`, or empty
    std::string editor; ///< the words of `VISUAL` or `EDITOR`, or empty
};

/// The exit code, or the error to tell and end with.
using Outcome = Result<int>;

Outcome app_list(Session& session, const Invocation& invocation);
Outcome app_available(Session& session, const Invocation& invocation);
Outcome app_show(Session& session, const Invocation& invocation);
Outcome app_install(Session& session, const Invocation& invocation);
Outcome app_add(Session& session, const Invocation& invocation);
Outcome app_own(Session& session, const Invocation& invocation);
Outcome app_forget(Session& session, const Invocation& invocation);
Outcome app_edit(Session& session, const Invocation& invocation);
Outcome app_export(Session& session, const Invocation& invocation);
Outcome app_remove(Session& session, const Invocation& invocation);
Outcome app_check(Session& session, const Invocation& invocation);
Outcome app_plan(Session& session, const Invocation& invocation); ///< app update --plan
Outcome app_update(Session& session, const Invocation& invocation);
Outcome app_revise(Session& session, const Invocation& invocation);
Outcome app_rollback(Session& session, const Invocation& invocation);
Outcome app_history(Session& session, const Invocation& invocation);
Outcome app_run(Session& session, const Invocation& invocation); ///< start, stop, restart
Outcome app_logs(Session& session, const Invocation& invocation);
Outcome app_exec(Session& session, const Invocation& invocation);
Outcome app_settings(Session& session, const Invocation& invocation);
Outcome app_permissions(Session& session, const Invocation& invocation);
Outcome registry_list(Session& session, const Invocation& invocation);
Outcome registry_login(Session& session, const Invocation& invocation);
Outcome registry_logout(Session& session, const Invocation& invocation);
Outcome catalog_list(Session& session, const Invocation& invocation);
Outcome catalog_add(Session& session, const Invocation& invocation);
Outcome catalog_change(Session& session, const Invocation& invocation);
Outcome catalog_remove(Session& session, const Invocation& invocation);
Outcome catalog_order(Session& session, const Invocation& invocation);
Outcome catalog_sync(Session& session, const Invocation& invocation);
Outcome move_in_list(Session& session, const Invocation& invocation);
Outcome move_in_show(Session& session, const Invocation& invocation);
Outcome move_in_take(Session& session, const Invocation& invocation);
Outcome move_in_undo(Session& session, const Invocation& invocation);
Outcome move_in_confirm(Session& session, const Invocation& invocation);
Outcome reconcile(Session& session, const Invocation& invocation);
Outcome jobs(Session& session, const Invocation& invocation);
Outcome policy(Session& session, const Invocation& invocation);
Outcome notify_list(Session& session, const Invocation& invocation);
Outcome notify_add(Session& session, const Invocation& invocation);
Outcome notify_remove(Session& session, const Invocation& invocation);
Outcome notify_test(Session& session, const Invocation& invocation);
Outcome setup(Session& session, const Invocation& invocation);
Outcome setup_code(Session& session, const Invocation& invocation);
Outcome user_list(Session& session, const Invocation& invocation);
Outcome user_add(Session& session, const Invocation& invocation);
Outcome user_remove(Session& session, const Invocation& invocation);
Outcome user_password(Session& session, const Invocation& invocation);
Outcome user_role(Session& session, const Invocation& invocation);
Outcome user_factor_off(Session& session, const Invocation& invocation);
Outcome session_list(Session& session, const Invocation& invocation);
Outcome session_revoke(Session& session, const Invocation& invocation);
Outcome token_list(Session& session, const Invocation& invocation);
Outcome token_create(Session& session, const Invocation& invocation);
Outcome token_revoke(Session& session, const Invocation& invocation);
Outcome audit(Session& session, const Invocation& invocation);
Outcome certificate_show(Session& session, const Invocation& invocation);
Outcome certificate_get(Session& session, const Invocation& invocation);
Outcome version(Session& session, const Invocation& invocation);

inline constexpr std::string_view json_switch = "--json";

/// `/api/apps/blog/logs` for `/logs`; the name is encoded.
std::string app_target(std::string_view name, std::string_view rest);

/// Progress is for people.
inline Shown progress_of(const Invocation& invocation) { return invocation.has(json_switch) ? Shown::no : Shown::yes; }

/// Where an app's page is, as seen by the person: the host of the setting `--app-host` of the daemon, else of `--url`, else
/// the address that the person's SSH session reaches this server at, else localhost. Empty: the app has no page.
std::string open_link(const Session& session, const boost::json::value& app);

} // namespace furtka::cli
