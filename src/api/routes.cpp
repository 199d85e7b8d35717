#include "api/routes.hpp"

#include "api/handlers.hpp"

#include <algorithm>
#include <array>

namespace furtka::api {
namespace {

constexpr Needed everyone{Need::everyone, Concerns::no_app};
constexpr Needed own_login{Need::login, Concerns::no_app};
constexpr Needed on_socket{Need::socket, Concerns::no_app};
constexpr Needed read_plain{Need::read, Concerns::no_app};
constexpr Needed read_app{Need::read, Concerns::app_in_path};
constexpr Needed sees{Need::read, Concerns::visible_apps};
constexpr Needed read_all{Need::read, Concerns::every_app};
constexpr Needed operate_app{Need::operate, Concerns::app_in_path};
constexpr Needed operate_named{Need::operate, Concerns::app_in_body};
constexpr Needed operate_seen{Need::operate, Concerns::visible_apps};
constexpr Needed operate_all{Need::operate, Concerns::every_app};
constexpr Needed install_app_of_path{Need::install, Concerns::app_in_path};
constexpr Needed install_named{Need::install, Concerns::app_in_body};
constexpr Needed install_all{Need::install, Concerns::every_app};
constexpr Needed admin_of_app{Need::admin, Concerns::app_in_path};
constexpr Needed admin{Need::admin, Concerns::every_app};

// The first match counts: literal paths stand before those with a name in the same place.
constexpr std::array table{
    Route{"GET", "/api/apps", list_apps, sees, Needs::picture, "installed apps with live state"},
    Route{"GET", "/api/apps/available", list_available, sees, Needs::picture, "apps that can be installed"},
    Route{"GET", "/api/bundled", list_available, sees, Needs::picture, "alias of /api/apps/available"},
    Route{"GET", "/api/apps/available/{name}/icon", available_icon, read_app, Needs::nothing,
        "icon of an app that can be installed"},
    Route{"GET", "/api/apps/available/{name}/screenshot", available_screenshot, read_app, Needs::nothing,
        "a picture of an app that can be installed; number=1 is the first"},
    Route{"GET", "/api/apps/available/{name}", show_available, read_app, Needs::picture,
        "one app that can be installed, in full"},
    Route{"POST", "/api/apps/install", install_app, install_named, Needs::picture_and_jobs,
        "install or reinstall an app: a job"},
    Route{"POST", "/api/apps/install/plan", plan_install, install_named, Needs::picture,
        "what an installation takes; changes nothing"},
    Route{"POST", "/api/apps/remove", remove_app, install_named, Needs::picture_and_jobs,
        "remove an app; its data only with data=delete"},
    Route{"GET", "/api/apps/{name}", show_app, read_app, Needs::picture, "one installed app in full"},
    Route{"GET", "/api/apps/{name}/icon", app_icon, read_app, Needs::picture, "icon of an installed app"},
    Route{"GET", "/api/apps/{name}/settings", show_settings, read_app, Needs::picture,
        "form and values; secrets are never sent"},
    Route{"POST", "/api/apps/{name}/settings", change_settings, install_app_of_path, Needs::picture_and_jobs,
        "write settings and apply them"},
    Route{"GET", "/api/apps/{name}/files", show_files, admin_of_app, Needs::picture,
        "the compose file and the override, each with its hash"},
    Route{"POST", "/api/apps/{name}/files/check", check_file, admin_of_app, Needs::picture,
        "what Compose says of another text; changes nothing"},
    Route{"PUT", "/api/apps/{name}/files/override", write_override, admin_of_app, Needs::picture_and_jobs,
        "write the override and apply it: a job"},
    Route{"PUT", "/api/apps/{name}/files/compose", write_compose, admin_of_app, Needs::picture_and_jobs,
        "the same of the author's compose file"},
    Route{"POST", "/api/apps/{name}/files/undo", undo_edit, admin_of_app, Needs::picture_and_jobs,
        "take the newest edit back: a job"},
    Route{"GET", "/api/apps/{name}/permissions", show_permissions, read_app, Needs::picture,
        "what the app may do to the server"},
    Route{"POST", "/api/apps/{name}/permissions", accept_permissions, install_app_of_path, Needs::picture_and_jobs,
        "accept what the app asks for"},
    Route{"GET", "/api/apps/{name}/logs", show_logs, read_app, Needs::picture,
        "output of the app's services; follow=1 for events"},
    Route{"GET", "/api/apps/{name}/terminal", open_terminal, admin_of_app, Needs::picture,
        "WebSocket: a shell in a running service"},
    Route{"GET", "/api/apps/{name}/diagnosis", show_diagnosis, read_app, Needs::picture_and_jobs,
        "why the app is down, and what mends it"},
    Route{"GET", "/api/apps/{name}/stats", show_stats, read_app, Needs::picture, "events: what the app's containers take"},
    Route{"POST", "/api/apps/{name}/update", update_app, operate_app, Needs::picture_and_jobs,
        "newest images for the app's tags"},
    Route{"GET", "/api/apps/{name}/update/plan", plan_update, read_app, Needs::picture,
        "what an update would do; changes nothing"},
    Route{"GET", "/api/apps/{name}/revision", show_revision, install_app_of_path, Needs::picture, // files, as they are
        "what a newer revision of its catalog would change"},
    Route{"POST", "/api/apps/{name}/revision/plan", plan_revision, install_app_of_path, Needs::picture,
        "the same with choices and settings"},
    Route{"POST", "/api/apps/{name}/revision", revise_app, install_app_of_path, Needs::picture_and_jobs,
        "take the newer revision: a job"},
    Route{
        "POST", "/api/apps/{name}/rollback", rollback_app, operate_app, Needs::picture_and_jobs, "back to a recovery point"},
    Route{"GET", "/api/apps/{name}/recovery-points", list_recovery_points, read_app, Needs::picture,
        "what an app can go back to"},
    Route{"GET", "/api/apps/{name}/history", show_app_history, read_app, Needs::picture, "what became of the app's updates"},
    Route{"GET", "/api/history", show_history, sees, Needs::picture, "the same of all apps"},
    Route{"POST", "/api/apps/{name}/start", start_app, operate_app, Needs::picture_and_jobs, "start the app"},
    Route{"POST", "/api/apps/{name}/stop", stop_app, operate_app, Needs::picture_and_jobs, "stop the app; it stays stopped"},
    Route{"POST", "/api/apps/{name}/restart", restart_app, operate_app, Needs::picture_and_jobs, "restart the app"},
    Route{"POST", "/api/apps/{name}/move-in/undo", undo_move_in, admin_of_app, Needs::picture_and_jobs,
        "put an app that was taken over back as it was"},
    Route{"POST", "/api/apps/{name}/move-in/confirm", confirm_move_in, admin_of_app, Needs::picture_and_jobs,
        "keep an app that was taken over: its old containers are removed"},
    Route{"GET", "/api/move-in", list_move_ins, admin, Needs::picture, "what other programs run here"},
    Route{
        "POST", "/api/move-in/{id}/plan", plan_move_in, admin, Needs::picture, "what taking it over means; changes nothing"},
    Route{"POST", "/api/move-in/{id}", take_move_in, admin, Needs::picture_and_jobs,
        "take it over, with its data and its images: a job"},
    Route{"POST", "/api/apps/{name}/export", export_app, admin_of_app, Needs::picture_and_jobs,
        "write the app into one file: a job"},
    Route{"GET", "/api/exports/{id}", fetch_export, admin, Needs::nothing, "the file, for a day"},
    Route{"DELETE", "/api/exports/{id}", drop_export, admin, Needs::nothing, "delete it before"},
    Route{"POST", "/api/imports", begin_import, install_all, Needs::picture, "bring a file to install an app from"},
    Route{"GET", "/api/imports/{id}", show_import, install_all, Needs::nothing, "what the file says of itself"},
    Route{"DELETE", "/api/imports/{id}", drop_import, install_all, Needs::nothing, "delete it"},
    Route{"POST", "/api/imports/{id}/bytes", append_import, install_all, Needs::nothing, "the next of its bytes"},
    Route{"POST", "/api/imports/{id}/plan", plan_import, install_all, Needs::picture,
        "what its installation takes; changes nothing"},
    Route{"POST", "/api/imports/{id}/install", install_import, install_all, Needs::picture_and_jobs,
        "install the app of the file: a job"},
    Route{"GET", "/api/catalogs", list_catalogs, admin, Needs::picture, "where apps come from, in order"},
    Route{"POST", "/api/catalogs", add_catalog, admin, Needs::picture_and_jobs, "add one and fetch it: a job"},
    Route{"POST", "/api/catalogs/order", order_catalogs, admin, Needs::picture,
        "whose app is meant when several have the name"},
    Route{"POST", "/api/catalogs/{name}", change_catalog, admin, Needs::picture_and_jobs,
        "where it is and what is trusted of it; then a sync: a job"},
    Route{
        "DELETE", "/api/catalogs/{name}", remove_catalog, admin, Needs::picture_and_jobs, "forget it; installed apps stay"},
    Route{"POST", "/api/catalogs/{name}/sync", sync_catalog, admin, Needs::picture_and_jobs, "bring it up to date: a job"},
    Route{"GET", "/api/own-apps", list_own_apps, admin, Needs::picture, "apps of the owner's own"},
    Route{"POST", "/api/own-apps/preview", preview_own_app, admin, Needs::picture,
        "what would become of a compose file or a docker run line; keeps nothing"},
    Route{"POST", "/api/own-apps", add_own_app, admin, Needs::picture, "keep it as an app that can be installed"},
    Route{"GET", "/api/own-apps/{name}", show_own_app, admin, Needs::picture, "one with the text it was made of"},
    Route{"POST", "/api/own-apps/{name}", change_own_app, admin, Needs::picture, "make it anew of another text"},
    Route{"DELETE", "/api/own-apps/{name}", remove_own_app, admin, Needs::picture, "forget it; not while it is installed"},
    Route{"GET", "/api/updates", show_updates, sees, Needs::picture, "what is known of updates, with its age"},
    Route{"POST", "/api/updates/check", check_updates, operate_named, Needs::picture,
        "ask the registries now, for all apps or one"},
    Route{"GET", "/api/registries", list_registries, admin, Needs::nothing, "logins without their secrets, and limits"},
    Route{"POST", "/api/registries", log_in_registry, admin, Needs::picture, "log in to a registry"},
    Route{"DELETE", "/api/registries/{host}", log_out_registry, admin, Needs::nothing, "forget a login of Furtka's own"},
    Route{"GET", "/api/notifications/targets", list_notify_targets, admin, Needs::choices,
        "who is told what; secrets are never sent"},
    Route{"POST", "/api/notifications/targets", add_notify_target, admin, Needs::choices,
        "tell a webhook, an ntfy topic or a mailbox"},
    Route{"DELETE", "/api/notifications/targets/{id}", remove_notify_target, admin, Needs::choices, "tell it no more"},
    Route{"POST", "/api/notifications/targets/{id}/test", test_notify_target, admin, Needs::choices, "send a test now"},
    Route{"POST", "/api/update-all", update_all_apps, operate_all, Needs::picture_and_jobs,
        "update every app, one after the other: a job"},
    Route{"GET", "/api/policy", show_policy, read_all, Needs::choices, "when apps update by themselves"},
    Route{"POST", "/api/policy", change_policy, admin, Needs::choices, "change it"},
    Route{"GET", "/api/apps/{name}/policy", show_app_policy, read_app, Needs::choices, "what holds for one app"},
    Route{"POST", "/api/apps/{name}/policy", change_app_policy, install_app_of_path, Needs::choices,
        "what the app has of its own: mode, window, hold, skip"},
    Route{"GET", "/api/jobs", list_jobs, sees, Needs::picture_and_jobs, "jobs, the newest first"},
    Route{"GET", "/api/jobs/{id}", show_job, sees, Needs::picture_and_jobs, "one job with its log"},
    Route{"DELETE", "/api/jobs/{id}", cancel_job, operate_seen, Needs::picture_and_jobs, "ask a job to stop"},
    Route{"POST", "/api/reconcile", reconcile, operate_all, Needs::picture_and_jobs,
        "make every app what its owner wants; dry_run=1 only plans"},
    Route{"GET", "/api/events", follow_events, sees, Needs::picture, "server-sent events of apps, jobs and engine"},
    Route{"GET", "/api/server", show_server, read_all, Needs::picture, "disk, memory and load of this server"},
    Route{"GET", "/api/folders", list_folders, install_all, Needs::nothing, "folders of this server, for a setting"},
    Route{"GET", "/api/version", show_version, read_plain, Needs::nothing, "version of this Furtka"},
    Route{"GET", "/api/openapi.json", show_openapi, read_plain, Needs::nothing, "this API as an OpenAPI 3.1 document"},
    Route{"GET", "/api/setup", show_setup, everyone, Needs::nothing, "whether this server has an owner"},
    Route{"POST", "/api/setup", set_up_owner, everyone, Needs::nothing, "set the owner, with the code told on the server"},
    Route{"POST", "/api/setup/code", issue_setup_code, on_socket, Needs::nothing, "a code to set the owner with"},
    Route{"POST", "/api/login", log_in, everyone, Needs::nothing, "begin a session"},
    Route{"POST", "/api/logout", log_out, own_login, Needs::nothing, "end it"},
    Route{"GET", "/api/session", show_session, read_plain, Needs::nothing, "who asks, and what they may do"},
    Route{"GET", "/api/account/sessions", list_own_sessions, own_login, Needs::nothing, "where one is logged in"},
    Route{"DELETE", "/api/account/sessions", end_other_sessions, own_login, Needs::nothing, "end all but this one"},
    Route{"DELETE", "/api/account/sessions/{id}", end_own_session, own_login, Needs::nothing, "end one of them"},
    Route{"POST", "/api/account/password", change_password, own_login, Needs::nothing, "change the password"},
    Route{"POST", "/api/account/second-factor", offer_factor, own_login, Needs::nothing, "begin with a second factor"},
    Route{"POST", "/api/account/second-factor/confirm", confirm_factor, own_login, Needs::nothing, "turn it on"},
    Route{"POST", "/api/account/second-factor/recovery-codes", renew_recovery_codes, own_login, Needs::nothing,
        "new recovery codes"},
    Route{"POST", "/api/account/second-factor/off", drop_factor, own_login, Needs::nothing, "turn it off"},
    Route{"GET", "/api/users", list_users, admin, Needs::nothing, "who may log in"},
    Route{"POST", "/api/users", add_user, admin, Needs::nothing, "let somebody log in"},
    Route{"POST", "/api/users/{user}", change_user, admin, Needs::nothing, "role, password, second factor off"},
    Route{"DELETE", "/api/users/{user}", remove_user, admin, Needs::nothing, "somebody no more"},
    Route{"GET", "/api/sessions", list_sessions, admin, Needs::nothing, "who is logged in, and where"},
    Route{"DELETE", "/api/sessions/{id}", end_session, admin, Needs::nothing, "log somebody out"},
    Route{"GET", "/api/tokens", list_tokens, admin, Needs::nothing, "tokens for programs, without their secrets"},
    Route{"POST", "/api/tokens", make_token, admin, Needs::nothing, "make one; it is shown once"},
    Route{"DELETE", "/api/tokens/{id}", revoke_token, admin, Needs::nothing, "take it away"},
    Route{"GET", "/api/audit", show_audit, admin, Needs::nothing, "who did what, the newest first"},
    Route{"GET", "/api/certificates", show_certificates, read_plain, Needs::nothing,
        "what HTTPS is served with, and whom a device has to trust"},
    Route{
        "GET", "/ca.crt", show_authority, everyone, Needs::nothing, "the certificate authority of this server, to trust it"},
    Route{"GET", "/healthz", show_health, everyone, Needs::nothing, "liveness"},
    Route{"GET", "/metrics", show_metrics, read_all, Needs::picture_and_jobs, "figures in Prometheus' text format"},
};

// What a new row could get wrong without anybody noticing.
constexpr bool is_told(const Route& route) { return route.needed.need != Need::nobody; }
constexpr bool names_its_app(const Route& route)
{
    const bool in_path = route.path.starts_with("/api/apps/") && route.path.find("{name}") != std::string_view::npos;
    return in_path == (route.needed.concerns == Concerns::app_in_path);
}
constexpr bool changes_with_more_than_read(const Route& route)
{
    return route.method == "GET" || route.needed.need != Need::read;
}
static_assert(std::ranges::all_of(table, is_told), "a route says what it needs of its caller");
static_assert(std::ranges::all_of(table, names_its_app), "a route with {name} concerns the app in its path");
static_assert(std::ranges::all_of(table, changes_with_more_than_read), "a viewer changes nothing");

std::string_view take_segment(std::string_view& rest)
{
    const auto end = std::min(rest.find('/', 1), rest.size());
    const auto segment = rest.substr(0, end);
    rest.remove_prefix(end);
    return segment;
}

} // namespace

std::span<const Route> routes() { return table; }

std::optional<std::string_view> match_path(std::string_view pattern, std::string_view path)
{
    std::string_view part;
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = take_segment(pattern);
        const auto found = take_segment(path);
        if (wanted.starts_with("/{") && found.size() > 1) {
            part = found.substr(1);
        } else if (wanted != found) {
            return std::nullopt;
        }
    }
    if (!pattern.empty() || !path.empty()) return std::nullopt;
    return part;
}

Match find_route(std::string_view method, std::string_view path)
{
    const std::string_view asked = method == "HEAD" ? "GET" : method;
    Match match;
    for (const auto& route : table) {
        const auto part = match_path(route.path, path);
        if (!part) continue;
        if (route.method == asked) return {.route = &route, .part = *part};
        if (match.allow.find(route.method) != std::string::npos) continue;
        if (!match.allow.empty()) match.allow += ", ";
        match.allow += route.method == "GET" ? "GET, HEAD" : route.method;
    }
    return match;
}

} // namespace furtka::api
