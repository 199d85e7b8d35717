#include "api/https.hpp"

#include "api/guard.hpp"
#include "api/problem.hpp"
#include "domain/certificates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace furtka::api {
namespace {

std::string target_of(const http::Request& request)
{
    std::string target;
    std::string_view rest = request.path;
    while (!rest.empty()) {
        rest.remove_prefix(1); // the slash
        const auto end = std::min(rest.find('/'), rest.size());
        target += '/' + http::percent_encode(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    char before = '?';
    for (const auto& [name, value] : request.query) {
        target += before + http::percent_encode(name) + '=' + http::percent_encode(value);
        before = '&';
    }
    return target;
}

bool has_sent_a_secret(const http::Request& request)
{
    return request.headers.find("Authorization") || !request.body.empty();
}

} // namespace

http::Response lead_to_https(const http::Request& request)
{
    const std::string_view host = request.headers.find("Host").value_or("");
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (!reads || has_sent_a_secret(request) || request.headers.find("Upgrade")) {
        return problem({.kind = ErrorKind::denied,
            .key = "https_needed",
            .message = "this address is served by HTTPS only, and the call came in plain",
            .hint = fmt::format(
                "ask https://{} instead; a password or token that was sent has been readable on the way", host)});
    }
    http::Response response{.status = 308, .headers = {}, .body = std::string()};
    response.headers.add("Location", fmt::format("https://{}{}", host, target_of(request)));
    response.headers.add("Cache-Control", "no-store");
    return response;
}

void pin_https(http::Response& response, const http::Request& request, bool trusted, std::string_view app_host)
{
    const auto host = host_name(request.headers.find("Host").value_or(""));
    if (may_pin_https(trusted, host, app_host)) response.headers.add("Strict-Transport-Security", "max-age=31536000");
}

} // namespace furtka::api
