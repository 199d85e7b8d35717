#include "api/own_app_bodies.hpp"

#include "api/body_members.hpp"

#include <boost/json.hpp>

namespace furtka::api {

Result<OwnAppBody> parse_own_app(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"from", "text", "url", "name", "title", "icon", "settings"}));
    OwnAppBody body;
    TRY(const auto from, text_member(object, "from"));
    const auto kind = own_kind(from);
    if (!kind) return fail(member_error("from", R"(must be "compose", "run" or "url")"));
    body.source.kind = *kind;
    TRY(body.source.text, text_member(object, "text"));
    TRY(body.source.url, text_member(object, "url"));
    TRY(body.source.name, text_member(object, "name"));
    TRY(body.source.title, text_member(object, "title"));
    TRY(body.source.icon_svg, text_member(object, "icon"));
    TRY(body.settings, settings_member(object));
    const bool is_url = *kind == OwnKind::url;
    if (is_url && body.source.url.empty()) return fail(member_error("url", "is missing"));
    if (!is_url && !body.source.url.empty()) return fail(member_error("url", "goes with \"from\": \"url\" only"));
    if (!is_url && body.source.text.empty()) return fail(member_error("text", "is missing"));
    return body;
}

} // namespace furtka::api
