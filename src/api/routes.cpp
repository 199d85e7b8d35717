#include "api/routes.hpp"

#include "api/handlers.hpp"

#include <algorithm>
#include <array>

namespace furtka::api {
namespace {

// The first match counts: literal paths stand before those with a name in the same place.
constexpr std::array table{
    Route{"GET", "/api/apps", list_apps, Needs::picture, "installed apps with live state"},
    Route{"GET", "/api/apps/available", list_available, Needs::picture, "apps that can be installed"},
    Route{"GET", "/api/bundled", list_available, Needs::picture, "alias of /api/apps/available"},
    Route{"GET", "/api/apps/available/{name}/icon", available_icon, Needs::nothing, "icon of an app that can be installed"},
    Route{"GET", "/api/apps/available/{name}/screenshot", available_screenshot, Needs::nothing,
        "a picture of an app that can be installed; number=1 is the first"},
    Route{"GET", "/api/apps/available/{name}", show_available, Needs::picture, "one app that can be installed, in full"},
    Route{"POST", "/api/apps/install", install_app, Needs::picture_and_jobs, "install or reinstall an app: a job"},
    Route{"POST", "/api/apps/install/plan", plan_install, Needs::picture, "what an installation takes; changes nothing"},
    Route{"POST", "/api/apps/remove", remove_app, Needs::picture_and_jobs, "remove an app; its data only with data=delete"},
    Route{"GET", "/api/apps/{name}", show_app, Needs::picture, "one installed app in full"},
    Route{"GET", "/api/apps/{name}/icon", app_icon, Needs::picture, "icon of an installed app"},
    Route{"GET", "/api/apps/{name}/settings", show_settings, Needs::picture, "form and values; secrets are never sent"},
    Route{"POST", "/api/apps/{name}/settings", change_settings, Needs::picture_and_jobs, "write settings and apply them"},
    Route{"GET", "/api/apps/{name}/permissions", show_permissions, Needs::picture, "what the app may do to the server"},
    Route{
        "POST", "/api/apps/{name}/permissions", accept_permissions, Needs::picture_and_jobs, "accept what the app asks for"},
    Route{"GET", "/api/apps/{name}/logs", show_logs, Needs::picture, "output of the app's services; follow=1 for events"},
    Route{"GET", "/api/apps/{name}/terminal", open_terminal, Needs::picture, "WebSocket: a shell in a running service"},
    Route{"GET", "/api/apps/{name}/diagnosis", show_diagnosis, Needs::picture_and_jobs,
        "why the app is down, and what mends it"},
    Route{"GET", "/api/apps/{name}/stats", show_stats, Needs::picture, "events: what the app's containers take"},
    Route{"POST", "/api/apps/{name}/update", update_app, Needs::picture_and_jobs, "newest images for the app's tags"},
    Route{"GET", "/api/apps/{name}/update/plan", plan_update, Needs::picture, "what an update would do; changes nothing"},
    Route{"POST", "/api/apps/{name}/rollback", rollback_app, Needs::picture_and_jobs, "back to a recovery point"},
    Route{"GET", "/api/apps/{name}/recovery-points", list_recovery_points, Needs::picture, "what an app can go back to"},
    Route{"GET", "/api/apps/{name}/history", show_app_history, Needs::picture, "what became of the app's updates"},
    Route{"GET", "/api/history", show_history, Needs::picture, "the same of all apps"},
    Route{"POST", "/api/apps/{name}/start", start_app, Needs::picture_and_jobs, "start the app"},
    Route{"POST", "/api/apps/{name}/stop", stop_app, Needs::picture_and_jobs, "stop the app; it stays stopped"},
    Route{"POST", "/api/apps/{name}/restart", restart_app, Needs::picture_and_jobs, "restart the app"},
    Route{"GET", "/api/updates", show_updates, Needs::picture, "what is known of updates, with its age"},
    Route{"POST", "/api/updates/check", check_updates, Needs::picture, "ask the registries now, for all apps or one"},
    Route{"GET", "/api/registries", list_registries, Needs::nothing, "logins without their secrets, and limits"},
    Route{"POST", "/api/registries", log_in_registry, Needs::picture, "log in to a registry"},
    Route{"DELETE", "/api/registries/{host}", log_out_registry, Needs::nothing, "forget a login of Furtka's own"},
    Route{"GET", "/api/notifications/targets", list_notify_targets, Needs::choices,
        "who is told what; secrets are never sent"},
    Route{"POST", "/api/notifications/targets", add_notify_target, Needs::choices,
        "tell a webhook, an ntfy topic or a mailbox"},
    Route{"DELETE", "/api/notifications/targets/{id}", remove_notify_target, Needs::choices, "tell it no more"},
    Route{"POST", "/api/notifications/targets/{id}/test", test_notify_target, Needs::choices, "send a test now"},
    Route{
        "POST", "/api/update-all", update_all_apps, Needs::picture_and_jobs, "update every app, one after the other: a job"},
    Route{"GET", "/api/policy", show_policy, Needs::choices, "when apps update by themselves"},
    Route{"POST", "/api/policy", change_policy, Needs::choices, "change it"},
    Route{"GET", "/api/apps/{name}/policy", show_app_policy, Needs::choices, "what holds for one app"},
    Route{"POST", "/api/apps/{name}/policy", change_app_policy, Needs::choices,
        "what the app has of its own: mode, window, hold, skip"},
    Route{"GET", "/api/jobs", list_jobs, Needs::picture_and_jobs, "jobs, the newest first"},
    Route{"GET", "/api/jobs/{id}", show_job, Needs::picture_and_jobs, "one job with its log"},
    Route{"DELETE", "/api/jobs/{id}", cancel_job, Needs::picture_and_jobs, "ask a job to stop"},
    Route{"POST", "/api/reconcile", reconcile, Needs::picture_and_jobs,
        "make every app what its owner wants; dry_run=1 only plans"},
    Route{"GET", "/api/events", follow_events, Needs::picture, "server-sent events of apps, jobs and engine"},
    Route{"GET", "/api/server", show_server, Needs::picture, "disk, memory and load of this server"},
    Route{"GET", "/api/folders", list_folders, Needs::nothing, "folders of this server, for a setting"},
    Route{"GET", "/api/version", show_version, Needs::nothing, "version of this Furtka"},
    Route{"GET", "/api/openapi.json", show_openapi, Needs::nothing, "this API as an OpenAPI 3.1 document"},
    Route{"GET", "/healthz", show_health, Needs::nothing, "liveness"},
    Route{"GET", "/metrics", show_metrics, Needs::picture_and_jobs, "figures in Prometheus' text format"},
};

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
