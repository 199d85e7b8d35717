#include "api/notify_bodies.hpp"

#include "api/body_members.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::api {
namespace {

namespace json = boost::json;

Result<std::vector<NotificationEvent>> events_member(const json::object& object)
{
    std::vector<NotificationEvent> events;
    const auto* list = object.if_contains("events");
    if (list == nullptr || list->is_null()) return events;
    if (!list->is_array()) return fail(member_error("events", "must be a list of texts"));
    for (const auto& item : list->get_array()) {
        const auto event = item.is_string() ? notification_event(std::string_view(item.get_string())) : std::nullopt;
        if (!event || *event == NotificationEvent::test)
            return fail(member_error("events", "names an event that there is not; leave it out for all"));
        events.push_back(*event);
    }
    return events;
}

} // namespace

Result<NotifyTarget> parse_notify_target(std::string_view text)
{
    TRY(const auto object,
        parse_object(
            text, {"kind", "name", "url", "host", "port", "security", "user", "secret", "from", "to", "ca_file", "events"}));
    NotifyTarget target;
    TRY(const auto kind, text_member(object, "kind"));
    TRY(const auto security, text_member(object, "security"));
    const auto known_kind = target_kind(kind);
    if (!known_kind) return fail(member_error("kind", "must be \"webhook\", \"ntfy\" or \"mail\""));
    const auto known_security = mail_security(security.empty() ? "starttls" : security);
    if (!known_security) return fail(member_error("security", "must be \"starttls\", \"tls\" or \"none\""));
    target.kind = *known_kind;
    target.security = *known_security;
    TRY(target.name, text_member(object, "name"));
    TRY(target.url, text_member(object, "url"));
    TRY(target.host, text_member(object, "host"));
    TRY(target.user, text_member(object, "user"));
    TRY(target.secret, text_member(object, "secret"));
    TRY(target.from, text_member(object, "from"));
    TRY(target.to, text_member(object, "to"));
    TRY(target.ca_file, text_member(object, "ca_file"));
    TRY(target.events, events_member(object));
    TRY(const auto port, number_member(object, "port", 0, 65535));
    target.port = static_cast<int>(port.value_or(0));
    return target;
}

} // namespace furtka::api
