#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "api/messages_move_in.hpp"
#include "api/permissions_json.hpp"
#include "api/update_json.hpp"
#include "base/time_text.hpp"
#include "base/version.hpp"
#include "domain/port_moves.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::api {
namespace {

namespace json = boost::json;

/// The manifest's `open_url` with settings put in: `{WEB_PORT}` is the value of `.env`, else the setting's default. `{host}`
/// stays for whoever knows it. A setting without any value leaves nothing to open: empty.
std::string open_url_of(const AppFolder& app)
{
    auto url = app.manifest.open_url;
    if (url.find('{') == std::string::npos) return url;
    const auto values = app.env ? app.env->values() : SettingValues{};
    for (const auto& setting : app.manifest.settings) {
        const auto mark = "{" + setting.name + "}";
        const auto at = url.find(mark);
        // A secret has no place in an address.
        if (at == std::string::npos || setting.secret()) continue;
        const auto told = values.find(setting.name);
        const auto& value = told != values.end() && !told->second.empty() ? told->second : setting.default_value;
        if (value.empty()) return {};
        url.replace(at, mark.size(), value);
    }
    return url;
}

/// With the port where its owner moved it to.
std::string open_url_now(const AppParts& app)
{
    if (!app.folder) return {};
    auto url = open_url_of(*app.folder);
    return app.model == nullptr ? url : with_moved_port(std::move(url), *app.model);
}

json::value id_or_null(const std::optional<JobId>& id)
{
    if (!id) return nullptr;
    return *id;
}

json::object service_object(const ServiceCondition& service)
{
    return {
        {"service", service.name},
        {"image", json_text(service.image)},
        {"image_id", json_text_or_null(service.image_id ? service.image_id->text : "")},
        {"state", to_text(service.state)},
        {"exit_code", json_number_or_null(service.exit_code)},
        {"oom_killed", service.oom_killed},
        {"running", service.running},
        {"replicas", service.replicas},
        {"container", json_text_or_null(service.container)},
    };
}

json::array services_array(const AppCondition& condition)
{
    json::array list;
    for (const auto& service : condition.services) list.push_back(service_object(service));
    return list;
}

json::array ports_array(const AppCondition& condition)
{
    json::array list;
    for (const auto& service : condition.services) {
        for (const auto& port : service.ports) {
            list.push_back(json::object{
                {"host_ip", port.host_ip},
                {"host_port", port.host_port},
                {"container_port", port.container_port},
                {"protocol", port.protocol},
                {"service", service.name},
            });
        }
    }
    return list;
}

std::optional<int> first_exit_code(const AppCondition& condition)
{
    for (const auto& service : condition.services) {
        if (service.state == ServiceState::failed) return service.exit_code;
    }
    return std::nullopt;
}

json::value app_error(const AppParts& app)
{
    if (!app.folder) return json_error(app.folder.error());
    if (app.compose_problem.empty()) return nullptr;
    return json_error({.kind = ErrorKind::broken,
        .key = "compose_invalid",
        .message = std::string(app.compose_problem),
        .hint = fmt::format("mend {} in the app's folder", app.folder->compose_file)});
}

// A folder that cannot be read still has a name: every member is there, so readers need no second shape.
json::object app_object(const AppParts& app)
{
    static const Manifest unreadable;
    const Manifest& manifest = app.folder ? app.folder->manifest : unreadable;
    return {
        {"name", json_text(app.name)},
        {"display_name", json_text(manifest.display_name.empty() ? app.name : std::string_view(manifest.display_name))},
        {"version", manifest.version},
        {"tagline", manifest.tagline},
        {"category", manifest.category},
        {"description", manifest.description},
        {"state", to_text(app.condition.state)},
        {"reason", json_text_or_null(app.condition.reason)},
        {"exit_code", json_number_or_null(first_exit_code(app.condition))},
        {"job", id_or_null(app.job)},
        {"icon", json_text(fmt::format("/api/apps/{}/icon", app.name))},
        {"open_url", json_text_or_null(open_url_now(app))},
        {"open_host", json_text_or_null(app.open_host)},
        {"ports", ports_array(app.condition)},
        {"update", update_value(app.update)},
        {"services", services_array(app.condition)},
        {"error", app_error(app)},
        {"moved_in", moved_in_value(app.folder ? app.folder->moved_in : std::nullopt)},
    };
}

json::array volumes_array(const AppParts& app)
{
    json::array list;
    const auto name = AppName::parse(app.name);
    if (!name || !app.folder) return list;
    for (const auto& short_name : app.folder->manifest.volumes) {
        list.push_back(json::object{{"name", volume_name(*name, short_name)}, {"short", short_name}});
    }
    return list;
}

json::array started_array(const std::map<std::string, std::chrono::sys_seconds>& started)
{
    json::array list;
    for (const auto& [service, time] : started)
        list.push_back(json::object{{"service", json_text(service)}, {"at", time_text(time)}});
    return list;
}

json::object engine_object(const EngineParts& engine)
{
    return {
        {"reachable", engine.reachable},
        {"version", json_text_or_null(engine.version)},
        {"api_version", json_text_or_null(engine.api_version)},
        {"architecture", json_text_or_null(engine.architecture)},
        {"image_store", json_text_or_null(engine.image_store)},
        {"problem", json_text_or_null(engine.problem)},
    };
}

} // namespace

std::string app_json(const AppParts& app) { return json::serialize(app_object(app)); }

std::string app_detail_json(const AppParts& app, const AppExtras& extras)
{
    static const AppFolder unreadable;
    const AppFolder& folder = app.folder ? *app.folder : unreadable;
    const Manifest& manifest = folder.manifest;
    auto object = app_object(app);
    object["description_long"] = manifest.description_long;
    add_author_words(object, manifest);
    object["architectures"] = json_texts(manifest.architectures);
    object["volumes"] = volumes_array(app);
    object["requires"] = json_requires(manifest);
    object["required_by"] = json_texts(extras.required_by);
    object["notices"] = json_texts(manifest.notices);
    object["has_settings"] = !manifest.settings.empty();
    object["log_tail"] = json_texts(extras.log_tail);
    object["started"] = started_array(extras.started);
    object["permissions"] =
        extras.permissions ? json::value(app_permissions(*extras.permissions, extras.accepted)) : nullptr;
    object["intent"] = folder.intent == Intent::run ? "run" : "stop";
    object["installed_from"] = json_text_or_null(folder.installed_from);
    return json::serialize(object);
}

std::string engine_json(const EngineParts& engine) { return json::serialize(engine_object(engine)); }

std::string app_list_json(const std::vector<std::string>& apps, const EngineParts& engine)
{
    std::string text = "{\"apps\":[";
    for (std::size_t i = 0; i < apps.size(); ++i) {
        if (i > 0) text += ',';
        text += apps[i];
    }
    text += "],\"engine\":";
    text += engine_json(engine);
    text += '}';
    return text;
}

std::string app_removed_json(std::string_view name) { return json::serialize(json::object{{"name", json_text(name)}}); }

std::string log_line_json(std::string_view service, std::string_view line)
{
    return json::serialize(json::object{{"service", json_text(service)}, {"line", json_text(line)}});
}

std::string log_end_json(const Error* error)
{
    json::value told = nullptr;
    if (error != nullptr) told = json_error(*error);
    return json::serialize(json::object{{"error", std::move(told)}});
}

std::string hello_json(std::uint64_t revision) { return json::serialize(json::object{{"revision", revision}}); }

std::string health_json(bool engine_reachable)
{
    return json::serialize(json::object{{"status", "ok"}, {"engine", engine_reachable ? "reachable" : "away"}});
}

std::string version_json()
{
    return json::serialize(json::object{{"version", version()}, {"commit", json_text_or_null(commit())}});
}

} // namespace furtka::api
