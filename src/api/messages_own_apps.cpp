#include "api/messages_own_apps.hpp"

#include "api/install_plan_json.hpp"
#include "api/json_parts.hpp"
#include "api/views.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::object understood(const OwnApp& app)
{
    return {{"name", json_text(app.name)}, {"title", json_text(app.title)}, {"result", imports::to_text(app.verdict)},
        {"reasons", json_texts(app.reasons)}, {"repairs", json_texts(app.repairs)}};
}

/// The files that a person reads; the icon is told apart.
json::array files_array(const imports::Files& files)
{
    json::array list;
    for (const auto& [path, text] : files) {
        if (path == "icon.svg") continue;
        list.push_back(json::object{{"path", json_text(path)}, {"text", json_text(text)}});
    }
    return list;
}

json::array findings_array(const std::vector<lint::Finding>& findings)
{
    json::array list;
    for (const auto& finding : findings) {
        list.push_back(json::object{{"level", lint::to_text(finding.level)}, {"key", finding.key},
            {"text", json_text(finding.message)}, {"hint", json_text_or_null(finding.hint)}});
    }
    return list;
}

json::object entry_object(const OwnEntry& entry)
{
    return {{"name", entry.source.name}, {"title", json_text(entry.title)}, {"from", to_text(entry.source.kind)},
        {"url", json_text_or_null(entry.source.url)}, {"installed", entry.installed}};
}

} // namespace

std::string own_preview_json(const OwnPreview& preview)
{
    auto object = understood(preview.app);
    object["from"] = to_text(preview.source.kind);
    object["text"] = json_text(preview.source.text);
    object["url"] = json_text_or_null(preview.source.url);
    const auto icon = preview.app.files.find("icon.svg");
    object["icon"] = json_text_or_null(icon == preview.app.files.end() ? "" : icon->second);
    object["files"] = files_array(preview.app.files);
    object["findings"] = findings_array(preview.app.findings);
    object["warnings"] = json_texts(preview.warnings);
    object["volumes"] = json_texts(preview.plan ? preview.plan->folder.manifest.volumes : std::vector<std::string>());
    object["plan"] = preview.plan ? json::value(install_plan_object(plan_parts(*preview.plan))) : json::value(nullptr);
    return json::serialize(object);
}

std::string own_apps_json(const std::vector<OwnEntry>& entries)
{
    json::array list;
    for (const auto& entry : entries) list.push_back(entry_object(entry));
    return json::serialize(json::object{{"apps", std::move(list)}});
}

std::string own_app_json(const OwnEntry& entry)
{
    auto object = entry_object(entry);
    object["text"] = json_text(entry.source.text);
    object["icon"] = json_text_or_null(entry.source.icon_svg);
    return json::serialize(object);
}

std::string own_kept_json(const OwnApp& app) { return json::serialize(understood(app)); }

} // namespace furtka::api
