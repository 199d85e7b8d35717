// api/icons.hpp — an app's icon as an answer; a generic one when it has none.
#pragma once

#include "http/message.hpp"

#include <string>

namespace furtka::api {

/// `svg`: checked text, or empty. 304 when the caller has it.
http::Response icon_reply(const http::Request& request, std::string svg);

} // namespace furtka::api
