#include "api/embedded.hpp"
#include "api/handlers.hpp"

namespace furtka::api {
namespace {

/// The page's own files only: no script that is not a file of the page, nothing from elsewhere, not inside another page's
/// frame. Styles may be inline: Mantine and the terminal write some while they run, and nobody else's HTML is ever shown.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page draws its own paths (`/apps/blog`): whoever asks for HTML gets the page.
bool wants_page(const http::Request& request)
{
    return request.path == "/" || request.headers.find("Accept").value_or("").find("text/html") != std::string_view::npos;
}

} // namespace

std::optional<http::Response> page_file(const http::Request& request)
{
    if (request.path.starts_with("/api/")) return std::nullopt;
    std::string_view path = request.path;
    const auto* file = find_embedded(path);
    // A file of a page that is no longer part of the program must not become HTML.
    if (file == nullptr && wants_page(request) && !path.starts_with("/assets/")) {
        path = "/index.html";
        file = find_embedded(path);
    }
    if (file == nullptr) return std::nullopt;
    auto response = file_reply(request, *file, content_type(path));
    response.headers.add("Content-Security-Policy", std::string(page_policy));
    response.headers.add("Referrer-Policy", "same-origin");
    return response;
}

} // namespace furtka::api
