#include "domain/move_in/move_in_record.hpp"

#include <boost/json.hpp>

#include <set>

namespace furtka {
namespace {

namespace json = boost::json;

std::string member_text(const json::object& object, std::string_view key)
{
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

bool member_flag(const json::object& object, std::string_view key)
{
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

std::vector<std::string> member_texts(const json::object& object, std::string_view key)
{
    std::vector<std::string> texts;
    const auto* found = object.if_contains(key);
    if (found == nullptr || !found->is_array()) return texts;
    for (const auto& item : found->get_array()) {
        if (item.is_string()) texts.emplace_back(item.get_string());
    }
    return texts;
}

OldContainer old_container(const json::object& object)
{
    OldContainer old{.id = {member_text(object, "id")},
        .name = member_text(object, "name"),
        .service = member_text(object, "service"),
        .restart = {.name = member_text(object, "restart")},
        .ran = member_flag(object, "ran")};
    const auto* tries = object.if_contains("most_tries");
    if (tries != nullptr && tries->is_int64()) old.restart.most_tries = static_cast<int>(tries->get_int64());
    return old;
}

} // namespace

std::string to_json(const MoveInRecord& record)
{
    json::array containers;
    for (const auto& old : record.containers) {
        containers.push_back(json::object{{"id", old.id.text}, {"name", old.name}, {"service", old.service},
            {"restart", old.restart.name}, {"most_tries", old.restart.most_tries}, {"ran", old.ran}});
    }
    return json::serialize(json::object{{"program", to_text(record.program)}, {"project", record.project},
               {"folder", record.folder}, {"containers", std::move(containers)},
               {"volumes", json::array(record.volumes.begin(), record.volumes.end())},
               {"folders", json::array(record.folders.begin(), record.folders.end())}, {"confirmed", record.confirmed}})
        + "\n";
}

Result<MoveInRecord> parse_move_in_record(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    const auto program = root == nullptr ? std::nullopt : program_of(member_text(*root, "program"));
    if (!program || member_text(*root, "project").empty()) {
        return fail({.kind = ErrorKind::broken,
            .key = "move_in_record",
            .message = "what was noted when this app was taken over cannot be read",
            .hint = "look at .furtka/move-in.json in the app's folder"});
    }
    MoveInRecord record{.program = *program,
        .project = member_text(*root, "project"),
        .folder = member_text(*root, "folder"),
        .volumes = member_texts(*root, "volumes"),
        .folders = member_texts(*root, "folders"),
        .confirmed = member_flag(*root, "confirmed")};
    const auto* containers = root->if_contains("containers");
    if (containers != nullptr && containers->is_array()) {
        for (const auto& item : containers->get_array()) {
            if (item.is_object()) record.containers.push_back(old_container(item.get_object()));
        }
    }
    return record;
}

MoveInRecord record_of(const ForeignProject& project, const AppSpot& spot)
{
    MoveInRecord record{.program = spot.program, .project = project.name, .folder = spot.folder};
    std::set<std::string> volumes;
    std::set<std::string> folders;
    for (const auto& old : project.containers) {
        record.containers.push_back({.id = old.container.id,
            .name = old.container.name,
            .service = old.container.service,
            .restart = old.restart,
            .ran = old.container.runs()});
        for (const auto& mount : old.mounts) {
            if (mount.type == "volume") volumes.insert(mount.name);
            if (mount.type == "bind") folders.insert(mount.source);
        }
    }
    record.volumes.assign(volumes.begin(), volumes.end());
    record.folders.assign(folders.begin(), folders.end());
    return record;
}

} // namespace furtka
