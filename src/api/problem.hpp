// api/problem.hpp — an Error as an HTTP answer: RFC 9457 problem document, one place for kinds and statuses.
#pragma once

#include "base/error.hpp"
#include "http/message.hpp"

#include <string>
#include <string_view>

namespace furtka::api {

/// The status of an error: by its kind, save the few keys that HTTP has a word of its own for (405, 415).
int status_of(const Error& error);

/// The reason phrase of a status (RFC 9110, RFC 4918), the `title` of a problem: `Conflict`.
std::string_view status_title(int status);

/// `application/problem+json`. Internal errors are logged: they are bugs.
http::Response problem(const Error& error);

/// The key of an answer made here; of another failure its status.
std::string problem_key(const http::Response& response);

/// For failures the HTTP server finds by itself (431, 503, …): `reason` is one sentence.
http::Response server_problem(int status, std::string_view reason);

} // namespace furtka::api
