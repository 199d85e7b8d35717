#include "api/json_parts.hpp"
#include "api/messages.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::value fix_object(const std::optional<Fix>& fix)
{
    if (!fix) return nullptr;
    return json::object{
        {"action", to_text(fix->action)}, {"label", json_text(fix->label)}, {"target", json_text(fix->target)}};
}

json::object details_object(const std::vector<std::pair<std::string, std::string>>& details)
{
    json::object object;
    for (const auto& [name, text] : details) object[name] = json_text(text);
    return object;
}

} // namespace

std::string diagnosis_json(std::string_view app, AppState state, const std::vector<Cause>& causes)
{
    json::array list;
    for (const auto& cause : causes) {
        list.push_back(json::object{
            {"key", json_text(cause.key)},
            {"service", json_text_or_null(cause.service)},
            {"cause", json_text(cause.text)},
            {"details", details_object(cause.details)},
            {"evidence", json_texts(cause.evidence)},
            {"fix", fix_object(cause.fix)},
        });
    }
    return json::serialize(json::object{{"app", json_text(app)}, {"state", to_text(state)}, {"causes", std::move(list)}});
}

} // namespace furtka::api
