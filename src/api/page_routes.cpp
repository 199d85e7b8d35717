#include "api/embedded.hpp"
#include "api/handlers.hpp"

namespace furtka::api {
namespace {

/// The page's own files only: nothing inline, nothing from elsewhere, not inside another page's frame.
constexpr std::string_view page_policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                                         "form-action 'self'; frame-ancestors 'none'";

} // namespace

std::optional<http::Response> page_file(const http::Request& request)
{
    if (request.path.starts_with("/api/")) return std::nullopt;
    const std::string_view path = request.path == "/" ? "/index.html" : std::string_view(request.path);
    const auto* file = find_embedded(path);
    if (file == nullptr) return std::nullopt;
    auto response = file_reply(request, *file, content_type(path));
    response.headers.add("Content-Security-Policy", std::string(page_policy));
    response.headers.add("Referrer-Policy", "same-origin");
    return response;
}

} // namespace furtka::api
