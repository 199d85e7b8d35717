#include "domain/recovery_point.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka {
namespace {

namespace json = boost::json;
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

std::string text_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

std::int64_t number_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_number()) return 0;
    boost::system::error_code problem;
    const auto number = member->to_number<std::int64_t>(problem);
    return problem ? 0 : number;
}

bool flag_in(const json::object& object, std::string_view name)
{
    const auto* member = object.if_contains(name);
    return member != nullptr && member->is_bool() && member->get_bool();
}

std::vector<json::object> objects_in(const json::object& object, std::string_view name)
{
    std::vector<json::object> objects;
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_array()) return objects;
    for (const auto& value : member->get_array()) {
        if (value.is_object()) objects.push_back(value.get_object());
    }
    return objects;
}

json::object tags_object(const std::map<std::string, ImageId>& tags)
{
    json::object object;
    for (const auto& [tag, image] : tags) object.emplace(tag, image.text);
    return object;
}

std::map<std::string, ImageId> read_tags(const json::object& object, std::string_view name)
{
    std::map<std::string, ImageId> tags;
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_object()) return tags;
    for (const auto& [tag, image] : member->get_object()) {
        if (image.is_string()) tags.emplace(tag, ImageId{std::string(image.get_string())});
    }
    return tags;
}

json::object baseline_object(const GateBaseline& baseline)
{
    json::array services;
    for (const auto& service : baseline.services) {
        services.push_back(json::object{
            {"service", service.service}, {"replicas", service.replicas}, {"need_health", service.need_health}});
    }
    json::array ports;
    for (const auto& [name, answer] : baseline.ports) {
        ports.push_back(json::object{
            {"service", name.service}, {"port", name.port}, {"http", answer.http_status}, {"inside", answer.inside}});
    }
    return {{"services", std::move(services)}, {"ports", std::move(ports)}};
}

GateBaseline read_baseline(const json::object& object)
{
    GateBaseline baseline;
    for (const auto& service : objects_in(object, "services")) {
        baseline.services.push_back({.service = text_in(service, "service"),
            .replicas = static_cast<int>(number_in(service, "replicas")),
            .need_health = flag_in(service, "need_health"),
            .image = std::nullopt});
    }
    for (const auto& port : objects_in(object, "ports")) {
        baseline.ports[{text_in(port, "service"), static_cast<std::uint16_t>(number_in(port, "port"))}] = {
            .open = true, .http_status = static_cast<int>(number_in(port, "http")), .inside = flag_in(port, "inside")};
    }
    return baseline;
}

std::optional<json::object> parse_object(std::string_view text)
{
    boost::system::error_code problem;
    auto value = json::parse(text, problem);
    if (problem || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

/// Whether a mount at `target` holds `path`.
bool holds(std::string_view target, std::string_view path)
{
    while (target.size() > 1 && target.ends_with('/')) target.remove_suffix(1);
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return path == target || (path.starts_with(target) && (target == "/" || path[target.size()] == '/'));
}

bool is_held(std::string_view path, const std::vector<std::string>& mounted)
{
    return std::ranges::any_of(mounted, [&](const auto& target) { return holds(target, path); });
}

} // namespace

std::string to_json(const RecoveryPoint& point)
{
    json::array services;
    for (const auto& service : point.services) {
        services.push_back(json::object{{"service", service.service}, {"tag", service.tag}, {"image", service.image.text},
            {"version", service.version}, {"digest", service.digest}});
    }
    return json::serialize(json::object{{"number", point.number}, {"app", point.app}, {"app_version", point.app_version},
        {"reason", point.reason}, {"made_at_ms", std::int64_t{point.made_at.time_since_epoch().count()}},
        {"services", std::move(services)}, {"baseline", baseline_object(point.baseline)}});
}

Result<RecoveryPoint> parse_recovery_point(std::string_view text)
{
    const auto object = parse_object(text);
    const auto number = object ? number_in(*object, "number") : 0;
    if (number < 1 || number > 1'000'000'000) {
        return fail({.kind = ErrorKind::broken,
            .key = "recovery_point",
            .message = "a recovery point cannot be read",
            .hint = "go back to another one"});
    }
    RecoveryPoint point{.number = static_cast<int>(number),
        .app = text_in(*object, "app"),
        .app_version = text_in(*object, "app_version"),
        .reason = text_in(*object, "reason"),
        .made_at = Moment(std::chrono::milliseconds(number_in(*object, "made_at_ms")))};
    for (const auto& service : objects_in(*object, "services")) {
        point.services.push_back({.service = text_in(service, "service"),
            .tag = text_in(service, "tag"),
            .image = {text_in(service, "image")},
            .version = text_in(service, "version"),
            .digest = text_in(service, "digest")});
    }
    if (const auto* baseline = object->if_contains("baseline"); baseline != nullptr && baseline->is_object())
        point.baseline = read_baseline(baseline->get_object());
    return point;
}

std::map<std::string, ImageId> images_of(const RecoveryPoint& point)
{
    std::map<std::string, ImageId> images;
    for (const auto& service : point.services) images.emplace(service.service, service.image);
    return images;
}

std::map<std::string, ImageId> tags_of(const RecoveryPoint& point)
{
    std::map<std::string, ImageId> tags;
    for (const auto& service : point.services) tags.emplace(service.tag, service.image);
    return tags;
}

std::vector<int> surplus_points(const std::vector<RecoveryPoint>& points, std::size_t keep)
{
    std::vector<int> numbers;
    for (const auto& point : points) numbers.push_back(point.number);
    std::ranges::sort(numbers, std::ranges::greater());
    if (numbers.size() <= keep) return {};
    return {numbers.begin() + static_cast<std::ptrdiff_t>(keep), numbers.end()};
}

int next_point_number(const std::vector<RecoveryPoint>& points)
{
    int highest = 0;
    for (const auto& point : points) highest = std::max(highest, point.number);
    return highest + 1;
}

std::string to_json(const SwapNote& note)
{
    json::array changes;
    for (const auto& change : note.changes) {
        changes.push_back(json::object{
            {"service", change.service}, {"from", change.from.text}, {"to", change.to.text}, {"tag", change.tag}});
    }
    json::array services;
    for (const auto& service : note.services) services.emplace_back(service);
    return json::serialize(json::object{{"point", note.point}, {"by", note.by}, {"bytes", note.bytes},
        {"tags_before", tags_object(note.tags_before)}, {"tags_after", tags_object(note.tags_after)},
        {"changes", std::move(changes)}, {"services", std::move(services)}, {"remove_orphans", note.remove_orphans},
        {"restored", note.restored}});
}

Result<SwapNote> parse_swap_note(std::string_view text)
{
    const auto object = parse_object(text);
    if (!object) {
        return fail({.kind = ErrorKind::invalid,
            .key = "journal_data",
            .message = "a line of the journal cannot be read",
            .hint = "look whether the app runs as it should"});
    }
    SwapNote note{.point = static_cast<int>(number_in(*object, "point")),
        .by = text_in(*object, "by"),
        .bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_in(*object, "bytes"))),
        .tags_before = read_tags(*object, "tags_before"),
        .tags_after = read_tags(*object, "tags_after"),
        .restored = static_cast<int>(number_in(*object, "restored"))};
    const auto* orphans = object->if_contains("remove_orphans");
    note.remove_orphans = orphans != nullptr && orphans->is_bool() && orphans->get_bool();
    for (const auto& change : objects_in(*object, "changes")) {
        note.changes.push_back({.service = text_in(change, "service"),
            .from = {text_in(change, "from")},
            .to = {text_in(change, "to")},
            .tag = text_in(change, "tag")});
    }
    if (const auto* services = object->if_contains("services"); services != nullptr && services->is_array()) {
        for (const auto& service : services->get_array()) {
            if (service.is_string()) note.services.emplace_back(service.get_string());
        }
    }
    return note;
}

std::string moved_volume(const std::vector<std::string>& old_volumes, const std::vector<std::string>& new_volumes,
    const std::vector<std::string>& mounted)
{
    for (const auto& path : old_volumes) {
        if (!is_held(path, mounted) || std::ranges::find(new_volumes, path) != new_volumes.end()) continue;
        const auto astray = std::ranges::find_if(new_volumes, [&](const auto& other) { return !is_held(other, mounted); });
        if (astray != new_volumes.end()) return *astray;
    }
    return {};
}

} // namespace furtka
