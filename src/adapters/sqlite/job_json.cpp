#include "adapters/sqlite/job_json.hpp"

#include <boost/json.hpp>

#include <array>
#include <optional>
#include <utility>

namespace furtka {
namespace {

namespace json = boost::json;

using Name = std::pair<ErrorKind, std::string_view>;
constexpr std::array kind_names{
    Name{ErrorKind::invalid, "invalid"},
    Name{ErrorKind::not_found, "not_found"},
    Name{ErrorKind::conflict, "conflict"},
    Name{ErrorKind::broken, "broken"},
    Name{ErrorKind::denied, "denied"},
    Name{ErrorKind::too_large, "too_large"},
    Name{ErrorKind::unavailable, "unavailable"},
    Name{ErrorKind::upstream, "upstream"},
    Name{ErrorKind::timeout, "timeout"},
    Name{ErrorKind::cancelled, "cancelled"},
    Name{ErrorKind::no_space, "no_space"},
    Name{ErrorKind::internal, "internal"},
};

std::string_view name_of(ErrorKind kind)
{
    for (const auto& [value, name] : kind_names) {
        if (value == kind) return name;
    }
    return "internal";
}

ErrorKind kind_of(std::string_view text)
{
    for (const auto& [value, name] : kind_names) {
        if (name == text) return value;
    }
    return ErrorKind::internal;
}

json::value parsed(std::string_view text)
{
    json::parse_options options;
    options.allow_invalid_utf8 = true; // log lines are what containers wrote
    boost::system::error_code problem;
    auto value = json::parse(json::string_view(text.data(), text.size()), problem, {}, options);
    return problem ? json::value() : value;
}

std::string text_of(const json::value& value)
{
    const auto* text = value.if_string();
    return text ? std::string(text->data(), text->size()) : std::string();
}

std::string member(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    return value ? text_of(*value) : std::string();
}

} // namespace

std::string stages_to_json(const std::vector<JobStage>& stages)
{
    json::array list;
    for (const auto& stage : stages) {
        list.push_back({{"name", stage.name}, {"text", stage.text}, {"state", to_text(stage.state)}});
    }
    return json::serialize(list);
}

std::string lines_to_json(const std::vector<std::string>& lines)
{
    json::array list;
    for (const auto& line : lines) list.emplace_back(line);
    return json::serialize(list);
}

std::string error_to_json(const Error& error)
{
    json::array details;
    for (const auto& [name, value] : error.details) details.push_back(json::array{name, value});
    const json::object object{{"kind", name_of(error.kind)}, {"key", error.key}, {"message", error.message},
        {"hint", error.hint}, {"details", std::move(details)}};
    return json::serialize(object);
}

std::vector<JobStage> stages_from_json(std::string_view text)
{
    std::vector<JobStage> stages;
    const json::value value = parsed(text);
    const auto* list = value.if_array();
    if (!list) return stages;
    for (const auto& item : *list) {
        const auto* object = item.if_object();
        if (!object) continue;
        const auto state = job_state(member(*object, "state"));
        if (!state) continue;
        stages.push_back({.name = member(*object, "name"), .text = member(*object, "text"), .state = *state});
    }
    return stages;
}

std::vector<std::string> lines_from_json(std::string_view text)
{
    std::vector<std::string> lines;
    const json::value value = parsed(text);
    const auto* list = value.if_array();
    if (!list) return lines;
    for (const auto& item : *list) lines.push_back(text_of(item));
    return lines;
}

Error error_from_json(std::string_view text)
{
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    if (!object) return {.kind = ErrorKind::internal, .key = "unknown", .message = "the reason was not kept"};
    Error error{.kind = kind_of(member(*object, "kind")),
        .key = member(*object, "key"),
        .message = member(*object, "message"),
        .hint = member(*object, "hint")};
    const auto* details = object->if_contains("details");
    if (!details || !details->is_array()) return error;
    for (const auto& item : details->get_array()) {
        const auto* pair = item.if_array();
        if (pair && pair->size() == 2) error.details.emplace_back(text_of(pair->at(0)), text_of(pair->at(1)));
    }
    return error;
}

} // namespace furtka
