#include "api/messages_revision.hpp"

#include "api/json_parts.hpp"
#include "api/permissions_json.hpp"
#include "services/revise_app.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::array files_array(const Revision& revision)
{
    json::array list;
    for (const auto& file : revision.files) {
        list.push_back(json::object{{"path", json_text(file.path)}, {"fate", to_text(file.fate)},
            {"decided", file.content != Content::undecided}, {"diff", json_text_or_null(file.diff)}});
    }
    return list;
}

json::array keys_array(const Revision& revision)
{
    json::array list;
    for (const auto& key : revision.keys)
        list.push_back(json::object{{"key", json_text(key.key)}, {"fate", to_text(key.fate)}, {"decided", key.decided}});
    return list;
}

} // namespace

std::string revision_json(const RevisionPlan& plan)
{
    json::value problem = nullptr;
    if (plan.problem) problem = json_error(*plan.problem);
    return json::serialize(json::object{
        {"app", plan.app},
        {"catalog", json_text(plan.catalog)},
        {"from", json_text(plan.from)},
        {"to", json_text(plan.to)},
        {"release_notes", json_text(plan.release_notes)},
        {"available", plan.available},
        {"conflicts", plan.revision.undecided().size()},
        {"files", files_array(plan.revision)},
        {"keys", keys_array(plan.revision)},
        {"permissions", app_permissions(plan.asked, {})},
        {"problem", std::move(problem)},
    });
}

} // namespace furtka::api
