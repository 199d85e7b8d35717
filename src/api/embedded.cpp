#include "api/embedded.hpp"

#include "api/reply.hpp"
#include "base/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace furtka::api {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> types{{
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/vnd.microsoft.icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".webp", "image/webp"},
}};

/// `q=0`, `q=0.0`, …: not wanted.
bool refused(std::string_view parameters)
{
    const auto weight = trimmed(parameters);
    if (!weight.starts_with("q=") && !weight.starts_with("Q=")) return false;
    return weight.find_first_not_of("0.", 2) == std::string_view::npos;
}

/// A file as one caller gets it.
struct Form {
    std::string_view bytes;
    std::string_view coding; ///< empty: as it is
    std::string_view tag; ///< end of the entity tag
};

Form best_form(const http::Headers& headers, const EmbeddedFile& file)
{
    if (!file.brotli.empty() && takes_coding(headers, "br")) return {.bytes = file.brotli, .coding = "br", .tag = "-br"};
    if (!file.gzip.empty() && takes_coding(headers, "gzip")) return {.bytes = file.gzip, .coding = "gzip", .tag = "-gz"};
    return {.bytes = file.raw};
}

} // namespace

const EmbeddedFile* find_embedded(std::string_view path)
{
    const auto files = embedded_files();
    const auto found = std::ranges::find(files, path, &EmbeddedFile::path);
    return found == files.end() ? nullptr : &*found;
}

std::string_view content_type(std::string_view path)
{
    for (const auto& [end, type] : types) {
        if (path.ends_with(end)) return type;
    }
    return "application/octet-stream";
}

bool takes_coding(const http::Headers& headers, std::string_view coding)
{
    auto rest = headers.find("Accept-Encoding").value_or("");
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        const auto offered = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        const auto semicolon = std::min(offered.find(';'), offered.size());
        if (!same_token(trimmed(offered.substr(0, semicolon)), coding)) continue;
        return semicolon == offered.size() || !refused(offered.substr(semicolon + 1));
    }
    return false;
}

http::Response file_reply(const http::Request& request, const EmbeddedFile& file, std::string_view type)
{
    const auto form = best_form(request.headers, file);
    auto tag = fmt::format("\"{}{}\"", file.hash, form.tag);
    http::Response response;
    if (tag_matches(request.headers, tag)) {
        response = not_modified(std::move(tag));
    } else {
        response.headers.add("Content-Type", std::string(type));
        response.headers.add(
            "Cache-Control", file.path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
        response.headers.add("X-Content-Type-Options", "nosniff");
        response.headers.add("ETag", std::move(tag));
        if (!form.coding.empty()) response.headers.add("Content-Encoding", std::string(form.coding));
        response.body = form.bytes;
    }
    if (!file.gzip.empty()) response.headers.add("Vary", "Accept-Encoding");
    return response;
}

} // namespace furtka::api
