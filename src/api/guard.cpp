#include "api/guard.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace furtka::api {
namespace {

/// Or may, once it is open: a WebSocket begins as a GET that any page may ask for, and no browser holds it back.
bool changes_something(const http::Request& request)
{
    const auto& method = request.method;
    return (method != "GET" && method != "HEAD" && method != "OPTIONS") || request.headers.find("Upgrade").has_value();
}

bool is_port(std::string_view text)
{
    return text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_address(std::string_view name)
{
    if (name.starts_with('[')) return true; // brackets hold nothing else
    const auto digit_or_dot = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    return std::ranges::count(name, '.') == 3 && std::ranges::all_of(name, digit_or_dot);
}

Result<void> check_host(const http::Request& request, const HostRule& hosts)
{
    const std::string_view host = request.headers.find("Host").value_or("");
    const std::string name = host_name(host);
    if (name == "localhost" || name == "127.0.0.1" || name == "[::1]") return {};
    const auto same = [&](const std::string& allowed) { return same_token(allowed, name); };
    const bool by_https = request.peer.secure || request.peer.wants_tls;
    const bool certified = by_https && hosts.certified != nullptr && std::ranges::any_of(*hosts.certified, same);
    const bool allowed = std::ranges::any_of(hosts.allowed, same) || (hosts.any_address && is_address(name));
    if (!name.empty() && (allowed || certified)) return {};
    return fail({.kind = ErrorKind::denied,
        .key = "host_refused",
        .message = fmt::format("Furtka does not answer for the host \"{}\"", host.substr(0, 100)),
        .hint = "open it as localhost or 127.0.0.1, or name the host with --allowed-host"});
}

Error foreign_page(std::string_view where)
{
    return {.kind = ErrorKind::denied,
        .key = "origin_refused",
        .message = fmt::format("the request comes from a page of another site ({})", where.substr(0, 100)),
        .hint = "use Furtka's own page, the command line, or a program that sends no Origin"};
}

Result<void> check_origin(const http::Request& request)
{
    const auto site = request.headers.find("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none") return fail(foreign_page(*site));
    const auto origin = request.headers.find("Origin");
    if (!origin) return {};
    const std::string_view host = request.headers.find("Host").value_or("");
    // Either scheme: behind a proxy that speaks TLS the browser's origin is https while Furtka is asked by plain HTTP.
    for (const std::string_view scheme : {"http://", "https://"}) {
        const bool same = origin->starts_with(scheme) && same_token(origin->substr(scheme.size()), host);
        if (same && !host.empty()) return {};
    }
    return fail(foreign_page(*origin));
}

Result<void> check_content_type(const http::Request& request)
{
    if (request.body.empty()) return {};
    const std::string_view sent = request.headers.find("Content-Type").value_or("");
    auto type = sent.substr(0, sent.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
    // Both make a browser ask before another site's page may send them.
    const bool file = request.path.starts_with("/api/imports/") && request.path.ends_with("/bytes");
    if (same_token(type, file ? "application/octet-stream" : "application/json")) return {};
    return fail({.kind = ErrorKind::invalid,
        .key = "content_type",
        .message =
            sent.empty() ? "the body has no Content-Type" : fmt::format("the body is declared as {}", sent.substr(0, 100)),
        .hint = file ? "send the file's bytes with the header Content-Type: application/octet-stream"
                     : "send JSON with the header Content-Type: application/json"});
}

} // namespace

std::string host_name(std::string_view host)
{
    auto name = host;
    if (host.starts_with('[')) {
        const auto close = host.find(']');
        if (close == std::string_view::npos) return {};
        name = host.substr(0, close + 1);
    } else {
        name = host.substr(0, host.find(':'));
    }
    const auto rest = host.substr(name.size());
    if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return {};
    return lowered(name);
}

Result<void> check_request(const http::Request& request, const HostRule& hosts)
{
    if (!request.peer.unix_socket) CHECK(check_host(request, hosts));
    // Reading too: an event stream or a WebSocket is a GET. Only the page's own files may be asked for from anywhere.
    const bool is_call = request.path.starts_with("/api/") || request.path == "/metrics";
    if (is_call || changes_something(request)) CHECK(check_origin(request));
    return check_content_type(request);
}

} // namespace furtka::api
