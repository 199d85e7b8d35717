#include "api/problem.hpp"

#include "api/messages.hpp"
#include "api/reply.hpp"
#include "base/log.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace furtka::api {
namespace {

int status_of(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::denied: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict:
    case ErrorKind::cancelled: return 409;
    case ErrorKind::too_large: return 413;
    case ErrorKind::broken: return 422;
    case ErrorKind::internal: return 500;
    case ErrorKind::upstream: return 502;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::timeout: return 504;
    case ErrorKind::no_space: return 507;
    }
    std::unreachable();
}

/// Whoever it is may try again with another login (RFC 9110, 15.5.2); of all other refusals a login changes nothing.
constexpr std::array<std::string_view, 8> login_keys{"login_needed", "setup_needed", "login_failed", "second_factor_needed",
    "second_factor_wrong", "token_invalid", "token_expired", "setup_code_wrong"};

bool asks_for_a_login(std::string_view key) { return std::ranges::find(login_keys, key) != login_keys.end(); }

std::string_view server_key(int status)
{
    switch (status) {
    case 408: return "request_timeout";
    case 413: return "body_too_large";
    case 426: return "upgrade_required";
    case 431: return "header_too_large";
    case 501: return "transfer_coding";
    case 503: return "too_many_connections";
    case 505: return "http_version";
    default: return status >= 500 ? "internal" : "http_syntax";
    }
}

std::string_view server_hint(int status)
{
    if (status == 426) return "open it as a WebSocket (RFC 6455, version 13)";
    if (status == 503) return "try again in a moment";
    if (status >= 500) return "this is a bug: please report it";
    return "send a smaller, complete HTTP/1.1 request";
}

} // namespace

int status_of(const Error& error)
{
    if (error.key == "method_not_allowed") return 405;
    if (error.key == "content_type") return 415;
    if (error.key == "file_changed") return 412;
    if (error.key == "if_match_missing") return 428;
    if (error.key == "too_many_tries") return 429;
    if (asks_for_a_login(error.key)) return 401;
    return status_of(error.kind);
}

std::string_view status_title(int status)
{
    switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Error";
    }
}

http::Response problem(const Error& error)
{
    const int status = status_of(error);
    if (status == 500) log::error("internal error", {{"key", error.key}, {"reason", error.message}});
    auto response = text_reply(status, "application/problem+json", problem_json(error, status, status_title(status)));
    // Not Basic: a browser would ask for a password in a window of its own.
    if (status == 401) response.headers.add("WWW-Authenticate", "Bearer realm=\"furtka\"");
    for (const auto& [name, value] : error.details) {
        if (name == "retry_after" && status == 429) response.headers.add("Retry-After", value);
    }
    return response;
}

std::string problem_key(const http::Response& response)
{
    const auto* text = std::get_if<std::string>(&response.body);
    boost::system::error_code broken;
    const auto value = text == nullptr ? boost::json::value() : boost::json::parse(*text, broken);
    const auto* object = broken ? nullptr : value.if_object();
    const auto* found = object == nullptr ? nullptr : object->if_contains("key");
    return found == nullptr || !found->is_string() ? std::to_string(response.status) : std::string(found->get_string());
}

http::Response server_problem(int status, std::string_view reason)
{
    const Error error{
        .key = std::string(server_key(status)), .message = std::string(reason), .hint = std::string(server_hint(status))};
    auto response = text_reply(status, "application/problem+json", problem_json(error, status, status_title(status)));
    guard_reply(response);
    return response;
}

} // namespace furtka::api
