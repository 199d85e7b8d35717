#include "api/install_plan_json.hpp"
#include "api/json_parts.hpp"
#include "api/messages.hpp"
#include "api/permissions_json.hpp"
#include "domain/screenshot.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::array ports_array(const std::vector<int>& ports)
{
    json::array list;
    for (const int port : ports) list.emplace_back(port);
    return list;
}

json::object available_object(const AvailableParts& app)
{
    static const Manifest unreadable;
    const Manifest& manifest = app.folder ? app.folder->manifest : unreadable;
    json::value error = nullptr;
    if (!app.folder) error = json_error(app.folder.error());
    return {
        {"name", json_text(app.name)},
        {"display_name", json_text(manifest.display_name.empty() ? app.name : std::string_view(manifest.display_name))},
        {"version", manifest.version},
        {"description", manifest.description},
        {"tagline", manifest.tagline},
        {"category", manifest.category},
        {"catalog", json_text(app.catalog)},
        {"icon", json_text(fmt::format("/api/apps/available/{}/icon", app.name))},
        {"installed", app.installed},
        {"settings", json_form(manifest.settings)},
        {"requires", json_requires(manifest)},
        {"architectures", json_texts(manifest.architectures)},
        {"ports", ports_array(manifest.ports)},
        {"error", std::move(error)},
    };
}

json::array steps_array(const std::vector<InstallStep>& steps)
{
    json::array list;
    for (const auto& step : steps) {
        list.push_back(json::object{
            {"app", step.app.text()},
            {"already_installed", step.already_installed},
            {"needed_by", json_texts(step.needed_by)},
        });
    }
    return list;
}

json::array mappings_array(const std::vector<PortMapping>& ports)
{
    json::array list;
    for (const auto& port : ports) {
        list.push_back(json::object{
            {"host_ip", port.host_ip},
            {"published", port.published},
            {"target", port.target},
            {"protocol", port.protocol},
        });
    }
    return list;
}

/// Sentences, of those that are in the way.
json::array conflicts_array(const std::vector<PortTaken>& ports)
{
    json::array list;
    for (const auto& taken : ports) {
        if (!taken.waits) list.push_back(json_text(to_text(taken)));
    }
    return list;
}

json::array taken_array(const std::vector<PortTaken>& ports)
{
    json::array list;
    for (const auto& taken : ports) {
        json::object object{{"app", taken.claim.app}, {"port", taken.claim.port}, {"protocol", taken.claim.protocol},
            {"setting", json_text_or_null(taken.claim.setting)}, {"place", json_text_or_null(taken.claim.place)},
            {"free", nullptr}, {"take", json_text_or_null(taken.take())},
            {"holder",
                {{"app", json_text_or_null(taken.app)}, {"container", json_text_or_null(taken.container)},
                    {"process", json_text_or_null(taken.process)}, {"pid", nullptr}}},
            {"waits", taken.waits}, {"text", json_text(to_text(taken))}};
        if (taken.free != 0) object["free"] = taken.free;
        if (taken.pid != 0) object["holder"].as_object()["pid"] = taken.pid;
        list.push_back(std::move(object));
    }
    return list;
}

json::array moved_array(const std::vector<PortMoved>& ports)
{
    json::array list;
    for (const auto& moved : ports) {
        list.push_back(json::object{{"app", moved.app}, {"setting", json_text_or_null(moved.setting)},
            {"place", json_text_or_null(moved.place)}, {"from", moved.from}, {"to", moved.to}});
    }
    return list;
}

json::array names_array(const std::vector<NameTaken>& names)
{
    json::array list;
    for (const auto& taken : names) {
        list.push_back(json::object{{"kind", to_text(taken.claim.kind)}, {"name", json_text(taken.claim.name)},
            {"app", json_text_or_null(taken.app)}, {"project", json_text_or_null(taken.project)},
            {"text", json_text(to_text(taken))}});
    }
    return list;
}

/// Where the browser gets them; the author's own addresses are not for it.
json::array screenshots_array(std::string_view app, const Manifest& manifest)
{
    json::array list;
    for (std::size_t number = 1; number <= local_screenshots(manifest.screenshots).size(); ++number)
        list.push_back(json_text(fmt::format("/api/apps/available/{}/screenshot?number={}", app, number)));
    return list;
}

} // namespace

std::string available_detail_json(const AvailableParts& app)
{
    static const Manifest unreadable;
    const Manifest& manifest = app.folder ? app.folder->manifest : unreadable;
    auto object = available_object(app);
    object["description_long"] = manifest.description_long;
    object["screenshots"] = screenshots_array(app.name, manifest);
    add_author_words(object, manifest);
    object["volumes"] = json_texts(manifest.volumes);
    object["notices"] = json_texts(manifest.notices);
    return json::serialize(object);
}

std::string available_list_json(const std::vector<AvailableParts>& apps)
{
    // One app after the other: a tree of thousands takes several times the memory of their text.
    std::string text = R"({"apps":[)";
    for (const auto& app : apps) {
        if (text.back() != '[') text += ',';
        text += json::serialize(available_object(app));
    }
    text += "]}";
    return text;
}

json::object install_plan_object(const PlanParts& plan)
{
    const Manifest& manifest = plan.folder.manifest;
    return {
        {"name", manifest.name},
        {"display_name", manifest.display_name},
        {"replaces", plan.replaces},
        {"steps", steps_array(plan.steps)},
        {"settings", json_form(manifest.settings)},
        {"values", json_values(plan.values)},
        {"secrets_set", json_texts(plan.secrets_set)},
        {"ports", mappings_array(plan.ports)},
        {"port_conflicts", conflicts_array(plan.ports_taken)},
        {"ports_taken", taken_array(plan.ports_taken)},
        {"ports_moved", moved_array(plan.ports_moved)},
        {"names_taken", names_array(plan.names_taken)},
        {"images", json_texts(plan.images)},
        {"permissions", asked_permissions(plan.permissions)},
        {"permissions_known", plan.permissions_known},
        {"disk_free", plan.disk_free},
        {"notices", json_texts(manifest.notices)},
    };
}

std::string install_plan_json(const PlanParts& plan) { return json::serialize(install_plan_object(plan)); }

std::string settings_form_json(const std::vector<Setting>& form, const SettingValues& values,
    const std::vector<std::string>& secrets_set, const std::vector<PortPlace>& ports)
{
    json::array places;
    for (const auto& port : ports)
        places.push_back(json::object{{"place", port.place}, {"port", port.now}, {"written", port.written}});
    return json::serialize(json::object{{"form", json_form(form)}, {"values", json_values(values)},
        {"secrets_set", json_texts(secrets_set)}, {"ports", std::move(places)}});
}

} // namespace furtka::api
