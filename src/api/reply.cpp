#include "api/reply.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <utility>

namespace furtka::api {
namespace {

http::Response reply(int status, std::string_view type, std::string_view cache)
{
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", std::string(type));
    response.headers.add("Cache-Control", std::string(cache));
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

} // namespace

http::Response text_reply(int status, std::string_view type, std::string body)
{
    auto response = reply(status, type, "no-store");
    response.body = std::move(body);
    return response;
}

http::Response json_reply(int status, std::string body) { return text_reply(status, "application/json", std::move(body)); }

http::Response json_reply(http::SharedText body)
{
    auto response = reply(200, "application/json", "no-store");
    response.body = std::move(body);
    return response;
}

http::Response svg_reply(std::string svg, std::string tag)
{
    auto response = reply(200, "image/svg+xml", "no-cache");
    response.headers.add("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
    response.headers.add("ETag", std::move(tag));
    response.body = std::move(svg);
    return response;
}

http::Response picture_reply(std::string_view type, std::string bytes, std::string tag)
{
    auto response = reply(200, type, "no-cache");
    response.headers.add("Content-Security-Policy", "sandbox; default-src 'none'");
    response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
    response.headers.add("ETag", std::move(tag));
    response.body = std::move(bytes);
    return response;
}

http::Response not_modified(std::string tag)
{
    http::Response response;
    response.status = 304;
    response.headers.add("ETag", std::move(tag));
    response.headers.add("Cache-Control", "no-cache");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

http::Response event_reply(http::StreamBody body)
{
    auto response = reply(200, "text/event-stream", "no-store");
    // A proxy that gathers an answer before it passes it on would hold the events back (nginx's name for it).
    response.headers.add("X-Accel-Buffering", "no");
    response.body = std::move(body);
    return response;
}

void guard_reply(http::Response& response)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> fields{{
        {"X-Content-Type-Options", "nosniff"},
        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    }};
    for (const auto& [name, value] : fields) {
        if (!response.headers.find(name)) response.headers.add(std::string(name), std::string(value));
    }
}

std::string entity_tag(std::string_view text) { return fmt::format("\"{:016x}\"", std::hash<std::string_view>{}(text)); }

bool tag_matches(const http::Headers& headers, std::string_view tag)
{
    const auto sent = headers.find("If-None-Match");
    if (!sent) return false;
    // The tags Furtka makes hold no comma and no quote inside, so finding the quoted text is comparing it.
    return *sent == "*" || sent->find(tag) != std::string_view::npos;
}

} // namespace furtka::api
