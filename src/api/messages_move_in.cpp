#include "api/messages_move_in.hpp"

#include "api/json_parts.hpp"
#include "api/permissions_json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

namespace furtka::api {
namespace {

namespace json = boost::json;

json::array notes_array(const std::vector<TakeOverNote>& notes)
{
    json::array list;
    for (const auto& note : notes) {
        list.push_back(
            json::object{{"key", note.key}, {"about", json_text_or_null(note.about)}, {"text", json_text(note.text)}});
    }
    return list;
}

json::array old_services(const ForeignProject& project)
{
    json::array list;
    for (const auto& old : project.containers) {
        list.push_back(
            json::object{{"service", json_text(old.container.service)}, {"image", json_text(old.container.image_ref)},
                {"container", json_text(old.container.name)}, {"running", old.container.runs()}});
    }
    return list;
}

json::array old_ports(const ForeignProject& project)
{
    std::set<int> ports;
    for (const auto& old : project.containers) {
        for (const auto& port : old.container.ports) {
            if (port.host_port != 0) ports.insert(port.host_port);
        }
    }
    return json::array(ports.begin(), ports.end());
}

json::object offer_object(const MoveInOffer& offer)
{
    const auto& source = offer.source;
    const auto record = record_of(source.project, source.spot);
    const bool runs = std::ranges::any_of(record.containers, &OldContainer::ran);
    auto reasons = notes_array(offer.take.refused);
    for (auto& more : notes_array(offer.take.needed)) reasons.push_back(std::move(more));
    return {{"id", json_text(offer.id)}, {"program", to_text(source.spot.program)},
        {"program_name", display_name(source.spot.program)}, {"project", json_text_or_null(source.project.name)},
        {"name", json_text(source.app)}, {"display_name", json_text(offer.take.display_name)}, {"running", runs},
        {"files", json_texts(source.config_files)}, {"services", old_services(source.project)},
        {"ports", old_ports(source.project)}, {"volumes", json_texts(record.volumes)},
        {"folders", json_texts(record.folders)}, {"verdict", to_text(offer.take.verdict())}, {"reasons", std::move(reasons)},
        {"notes", notes_array(offer.take.notes)}};
}

} // namespace

std::string move_ins_json(const std::vector<MoveInOffer>& offers)
{
    json::array list;
    for (const auto& offer : offers) list.push_back(offer_object(offer));
    return json::serialize(json::object{{"offers", std::move(list)}});
}

std::string move_in_plan_json(const MoveInPlan& plan)
{
    auto object = offer_object(plan.offer);
    object["permissions"] = asked_permissions(plan.permissions);
    return json::serialize(object);
}

json::value moved_in_value(const std::optional<MoveInRecord>& record)
{
    if (!record) return nullptr;
    return json::object{{"program", to_text(record->program)}, {"program_name", display_name(record->program)},
        {"project", json_text(record->project)}, {"folder", json_text(record->folder)}, {"confirmed", record->confirmed},
        {"containers", record->containers.size()}, {"volumes", json_texts(record->volumes)},
        {"folders", json_texts(record->folders)}};
}

} // namespace furtka::api
