#include "api/catalog_bodies.hpp"

#include "api/body_members.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

namespace json = boost::json;

Result<void> take_text(const json::object& object, std::string_view name, std::string& into)
{
    if (!object.contains(name)) return {};
    TRY(into, text_member(object, name));
    return {};
}

Result<void> take_trust(const json::object& object, CatalogSource& source)
{
    CHECK(take_text(object, "location", source.location));
    CHECK(take_text(object, "ref", source.ref));
    CHECK(take_text(object, "key", source.key));
    CHECK(take_text(object, "sha256", source.sha256));
    return take_text(object, "ca_file", source.ca_file);
}

} // namespace

Result<AddCatalogBody> parse_add_catalog(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"name", "location", "kind", "ref", "key", "sha256", "ca_file", "position"}));
    AddCatalogBody body;
    CHECK(take_text(object, "name", body.source.name));
    CHECK(take_trust(object, body.source));
    if (body.source.name.empty()) return fail(member_error("name", "is missing"));
    if (body.source.location.empty()) return fail(member_error("location", "is missing"));
    TRY(const auto kind, text_member(object, "kind"));
    const auto known = kind.empty() ? guessed_kind(body.source.location) : catalog_kind(kind);
    if (!known) return fail(member_error("kind", "must be \"folder\", \"git\" or \"archive\""));
    body.source.kind = *known;
    TRY(const auto position, number_member(object, "position", 0, most_catalogs));
    if (position) body.position = static_cast<std::size_t>(*position);
    return body;
}

Result<CatalogSource> parse_change_catalog(std::string_view text, CatalogSource before)
{
    TRY(const auto object, parse_object(text, {"location", "ref", "key", "sha256", "ca_file"}));
    CHECK(take_trust(object, before));
    return before;
}

Result<std::vector<std::string>> parse_catalog_order(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"names"}));
    if (!object.contains("names")) return fail(member_error("names", "is missing"));
    return texts_member(object, "names", most_catalogs);
}

} // namespace furtka::api
