#include "api/messages_edit.hpp"

#include "api/json_parts.hpp"
#include "api/permissions_json.hpp"
#include "api/reply.hpp"
#include "api/update_json.hpp"

#include <boost/json.hpp>

#include <ranges>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::object file_object(EditedFile which, const AppText& file)
{
    return {{"file", to_text(which)}, {"name", json_text(file.name)}, {"text", json_text(file.text)}, {"there", file.there},
        {"hash", edit_hash(file)}};
}

} // namespace

std::string edit_hash(const AppText& file) { return entity_tag(file.text); }

std::string edited_files_json(const EditedFiles& files)
{
    json::array versions;
    for (const auto& version : files.versions | std::views::reverse)
        versions.push_back(json::object{{"file", to_text(version.file)}, {"at", time_or_null(version.at)}});
    return json::serialize(json::object{{"files",
                                            {file_object(EditedFile::override_file, files.texts.override_file),
                                                file_object(EditedFile::compose, files.texts.compose)}},
        {"versions", std::move(versions)}});
}

std::string edit_check_json(const EditCheck& check)
{
    json::array asked;
    for (const auto& mark : check.asked) asked.push_back(mark_object(mark));
    return json::serialize(json::object{
        {"name", json_text(check.name)}, {"warnings", json_texts(check.warnings)}, {"permissions", std::move(asked)}});
}

} // namespace furtka::api
