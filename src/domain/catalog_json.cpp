#include "base/utf8.hpp"
#include "domain/catalog.hpp"
#include "domain/path_rules.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka {
namespace {

namespace json = boost::json;

Error unreadable(std::string found)
{
    return {.kind = ErrorKind::broken,
        .key = "catalogs_file",
        .message = "catalogs.json of the state folder cannot be used: " + std::move(found),
        .hint = "mend it, or remove it and add the catalogs again"};
}

std::unexpected<Error> bad_note(std::string problem)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "catalog_note",
        .message = "catalog.json " + std::move(problem),
        .hint = R"(such as {"serial": 12, "apps": "apps"})"});
}

std::string text_at(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> number_at(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

json::value number_or_null(const std::optional<std::int64_t>& number)
{
    return number ? json::value(*number) : json::value();
}

Result<CatalogSource> source_of(const json::value& value)
{
    const auto* object = value.if_object();
    if (object == nullptr) return fail(unreadable("an entry is no object"));
    const auto kind = catalog_kind(text_at(*object, "kind"));
    if (!kind) return fail(unreadable("an entry is of no known kind"));
    CatalogSource source{.name = text_at(*object, "name"),
        .kind = *kind,
        .location = text_at(*object, "location"),
        .ref = text_at(*object, "ref"),
        .key = text_at(*object, "key"),
        .sha256 = text_at(*object, "sha256"),
        .ca_file = text_at(*object, "ca_file")};
    if (const auto good = check_catalog(source); !good) return fail(unreadable(good.error().message));
    return source;
}

} // namespace

std::string to_json(const std::vector<CatalogSource>& sources)
{
    json::array list;
    for (const auto& source : sources) {
        list.push_back(json::object{{"name", source.name}, {"kind", to_text(source.kind)}, {"location", source.location},
            {"ref", source.ref}, {"key", source.key}, {"sha256", source.sha256}, {"ca_file", source.ca_file}});
    }
    return json::serialize(json::object{{"catalogs", std::move(list)}});
}

Result<std::vector<CatalogSource>> parse_catalogs(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    const auto* list = root == nullptr ? nullptr : root->if_contains("catalogs");
    if (list == nullptr || !list->is_array()) return fail(unreadable("it is not what Furtka wrote"));
    if (list->get_array().size() > most_catalogs) return fail(unreadable("it names too many"));
    std::vector<CatalogSource> sources;
    for (const auto& item : list->get_array()) {
        TRY(auto source, source_of(item));
        for (const auto& other : sources) {
            if (other.name == source.name) return fail(unreadable(source.name + " is there twice"));
        }
        sources.push_back(std::move(source));
    }
    return sources;
}

std::string to_json(const CatalogState& state)
{
    return json::serialize(json::object{{"revision", state.revision}, {"serial", number_or_null(state.serial)},
        {"signed_at", number_or_null(state.signed_at)}, {"signature", state.signature}, {"key", state.key},
        {"synced_at", state.synced_at.time_since_epoch().count()}, {"apps", state.apps}});
}

std::optional<CatalogState> parse_catalog_state(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    if (root == nullptr || text_at(*root, "revision").empty()) return std::nullopt;
    const std::chrono::milliseconds synced(number_at(*root, "synced_at").value_or(0));
    return CatalogState{.revision = text_at(*root, "revision"),
        .serial = number_at(*root, "serial"),
        .signed_at = number_at(*root, "signed_at"),
        .signature = text_at(*root, "signature"),
        .key = text_at(*root, "key"),
        .synced_at = std::chrono::sys_time<std::chrono::milliseconds>(synced),
        .apps = static_cast<std::size_t>(number_at(*root, "apps").value_or(0))};
}

std::string to_json(const SyncOutcome& outcome)
{
    return json::serialize(json::object{{"changed", outcome.changed}, {"revision", outcome.state.revision},
        {"serial", number_or_null(outcome.state.serial)}, {"apps", outcome.state.apps}});
}

std::string to_json(const std::map<std::string, CatalogStatus>& statuses)
{
    json::object object;
    for (const auto& [name, status] : statuses) {
        json::object one{{"tried_at", status.tried_at.time_since_epoch().count()}};
        if (status.failed) {
            one["key"] = status.failed->key;
            one["message"] = to_utf8(status.failed->message);
            one["hint"] = status.failed->hint;
        }
        object[name] = std::move(one);
    }
    return json::serialize(object);
}

std::map<std::string, CatalogStatus> parse_catalog_statuses(std::string_view text)
{
    std::map<std::string, CatalogStatus> statuses;
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    if (root == nullptr) return statuses;
    for (const auto& member : *root) {
        const auto* one = member.value().if_object();
        if (one == nullptr || statuses.size() == most_catalogs) continue;
        const std::chrono::milliseconds tried(number_at(*one, "tried_at").value_or(0));
        CatalogStatus status{.tried_at = std::chrono::sys_time<std::chrono::milliseconds>(tried)};
        // Shown only: what kind of failure it was has no meaning any more.
        if (const auto key = text_at(*one, "key"); !key.empty())
            status.failed = Error{.key = key, .message = text_at(*one, "message"), .hint = text_at(*one, "hint")};
        statuses.emplace(member.key(), std::move(status));
    }
    return statuses;
}

Result<CatalogNote> parse_catalog_note(std::string_view text)
{
    boost::system::error_code problem;
    const auto document = json::parse(text, problem);
    const auto* root = problem ? nullptr : document.if_object();
    if (root == nullptr) return bad_note("is not a JSON object");
    CatalogNote note{.serial = number_at(*root, "serial"), .apps = text_at(*root, "apps")};
    if (root->contains("serial") && (!note.serial || *note.serial < 0))
        return bad_note("has a serial that is no whole number from 0");
    if (root->contains("apps") && !stays_inside(note.apps)) return bad_note("names a folder that is not inside the catalog");
    return note;
}

} // namespace furtka
