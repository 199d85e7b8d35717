// api/session_reply.hpp — answers that begin a session.
#pragma once

#include "api/routes.hpp"

#include <string>

namespace furtka::api {

Origin origin_of(const http::Request& request);

/// Who the user is, as `GET /api/session` tells it, with the cookie of the session.
http::Response session_reply(const Call& call, const std::string& secret, const std::string& user);

/// Any answer, with the cookie of the session that goes on in its place.
http::Response with_session(const Call& call, const std::string& secret, std::string body);

} // namespace furtka::api
