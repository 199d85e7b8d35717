#include "domain/stand_in.hpp"

#include "domain/image_ref.hpp"
#include "domain/import/yaml_write.hpp"
#include "domain/own_tags.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_image = 4'096;

bool is_id(std::string_view text)
{
    constexpr std::string_view prefix = "sha256:";
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return text.starts_with(prefix) && text.size() == prefix.size() + 64
        && std::ranges::all_of(text.substr(prefix.size()), is_hex);
}

std::string text_at(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    const bool fits = member != nullptr && member->is_string() && member->get_string().size() <= longest_image;
    return fits ? std::string(member->get_string()) : std::string();
}

} // namespace

std::string to_json(const std::vector<StandIn>& stand_ins)
{
    json::array images;
    for (const auto& each : stand_ins) images.push_back(json::object{{"image", each.image}, {"id", each.id.text}});
    return json::serialize(json::object{{"images", std::move(images)}}) + "\n";
}

std::vector<StandIn> parse_stand_ins(std::string_view text)
{
    boost::system::error_code problem;
    json::parse_options shallow;
    shallow.max_depth = 4;
    const auto document = json::parse(text, problem, {}, shallow);
    const auto* root = problem ? nullptr : document.if_object();
    const auto* images = root == nullptr ? nullptr : root->if_contains("images");
    std::vector<StandIn> stand_ins;
    if (images == nullptr || !images->is_array()) return stand_ins;
    for (const auto& value : images->get_array()) {
        if (!value.is_object() || stand_ins.size() == most_stand_ins) continue;
        StandIn each{.image = text_at(value.get_object(), "image"), .id = {text_at(value.get_object(), "id")}};
        const auto ref = ImageRef::parse(each.image);
        if (ref && ref->pinned() && is_id(each.id.text)) stand_ins.push_back(std::move(each));
    }
    return stand_ins;
}

bool stands_for(const StandIn& stand_in, std::string_view image)
{
    const auto wanted = ImageRef::parse(image);
    const auto known = ImageRef::parse(stand_in.image);
    return wanted && known && wanted->pinned() && wanted->digest == known->digest
        && wanted->familiar_repository() == known->familiar_repository();
}

ComposeModel with_stand_ins(ComposeModel model, const std::vector<StandIn>& stand_ins)
{
    for (auto& service : model.services) {
        if (!service.image || service.builds) continue;
        const auto found =
            std::ranges::find_if(stand_ins, [&](const StandIn& each) { return stands_for(each, *service.image); });
        if (found != stand_ins.end()) service.stand_in = found->id;
    }
    return model;
}

bool has_stand_ins(const ComposeModel& model)
{
    return std::ranges::any_of(model.services, [](const ServiceModel& service) { return service.stand_in.has_value(); });
}

std::string images_override(const ComposeModel& model)
{
    using imports::Node;
    Node services = Node::map();
    for (const auto& service : model.services) {
        if (!service.stand_in) continue;
        services.set(service.name,
            Node::map({{"image", Node::scalar(stand_in_name(*service.stand_in).familiar())},
                {"pull_policy", Node::scalar("never")}}));
    }
    return "# Written by Furtka: images that came out of a file (.furtka/images.json). Changes here are lost.\n"
        + imports::to_yaml(Node::map({{"services", std::move(services)}}));
}

} // namespace furtka
