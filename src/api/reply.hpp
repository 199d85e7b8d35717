// api/reply.hpp — answers with the headers every answer carries.
#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>

namespace furtka::api {

/// Not cached, not sniffed.
http::Response text_reply(int status, std::string_view type, std::string body);
http::Response json_reply(int status, std::string body);
/// One text sent to many.
http::Response json_reply(http::SharedText body);

/// An SVG of an app's: shown, but never run, whatever is in it. `tag` is its entity tag, quotes included.
http::Response svg_reply(std::string svg, std::string tag);
/// A PNG, JPEG or WebP of an app's, whose content was looked at: never anything else to the browser.
http::Response picture_reply(std::string_view type, std::string bytes, std::string tag);
http::Response not_modified(std::string tag);

/// Server-sent events.
http::Response event_reply(http::StreamBody body);

/// Adds what every answer has and this one does not: it is nobody's script, style or frame, and no page elsewhere gets it.
void guard_reply(http::Response& response);

/// An entity tag of some text, quotes included. Not cryptographic: who can choose the text is the owner.
std::string entity_tag(std::string_view text);
/// Whether If-None-Match names the tag (weak comparison, RFC 9110 13.1.2).
bool tag_matches(const http::Headers& headers, std::string_view tag);

} // namespace furtka::api
