#include "api/problem.hpp"

#include "api/messages.hpp"
#include "api/reply.hpp"
#include "base/log.hpp"

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
    return status_of(error.kind);
}

std::string_view status_title(int status)
{
    switch (status) {
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
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
    return text_reply(status, "application/problem+json", problem_json(error, status, status_title(status)));
}

http::Response server_problem(int status, std::string_view reason)
{
    const Error error{
        .key = std::string(server_key(status)), .message = std::string(reason), .hint = std::string(server_hint(status))};
    return text_reply(status, "application/problem+json", problem_json(error, status, status_title(status)));
}

} // namespace furtka::api
