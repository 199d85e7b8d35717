// adapters/notify/wire_text.hpp — a notification as each kind of target takes it.
#pragma once

#include "domain/notification.hpp"
#include "domain/notify_target.hpp"

#include <string>
#include <string_view>

namespace furtka::notify {

/// `{"source": "furtka", "event", "app", "title", "text", "at"}`
std::string webhook_body(const Notification& notification);

/// ntfy's JSON form, which takes any characters in a title (its headers do not): the topic goes into the body, and the
/// address is that of the server.
struct NtfyPost {
    std::string url;
    std::string body;
};
NtfyPost ntfy_post(const Notification& notification, std::string_view topic_url);

/// RFC 5322 with a body in base64, so that no line is too long and no byte above 127 is sent.
std::string mail_text(const Notification& notification, const NotifyTarget& target, std::string_view unique);

/// `smtp://host:587`, `smtps://host:465`
std::string mail_url(const NotifyTarget& target);

} // namespace furtka::notify
