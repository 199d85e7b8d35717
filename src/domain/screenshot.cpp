#include "domain/screenshot.hpp"

#include "domain/path_rules.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace furtka {
namespace {

using namespace std::string_view_literals;

constexpr auto png_start = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
constexpr auto jpeg_start = "\xff\xd8\xff"sv;

bool is_webp(std::string_view bytes)
{
    if (bytes.size() < 16 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WEBP") return false;
    const auto chunk = bytes.substr(12, 4);
    return chunk == "VP8 " || chunk == "VP8L" || chunk == "VP8X";
}

std::optional<PictureKind> kind_by_start(std::string_view bytes)
{
    if (bytes.starts_with(png_start)) return PictureKind::png;
    if (bytes.starts_with(jpeg_start)) return PictureKind::jpeg;
    if (is_webp(bytes)) return PictureKind::webp;
    return std::nullopt;
}

Error picture_refused(std::string_view what)
{
    return {.kind = ErrorKind::invalid,
        .key = "screenshot_refused",
        .message = fmt::format("the picture is not shown: {}", what),
        .hint = "pictures are PNG, JPEG or WebP files of at most 4 MiB"};
}

} // namespace

std::string_view media_type(PictureKind kind)
{
    switch (kind) {
    case PictureKind::png: return "image/png";
    case PictureKind::jpeg: return "image/jpeg";
    case PictureKind::webp: return "image/webp";
    }
    std::unreachable();
}

std::vector<std::string> local_screenshots(const std::vector<std::string>& listed)
{
    std::vector<std::string> paths;
    for (const auto& each : listed) {
        if (paths.size() == most_screenshots) break;
        if (stays_inside(each) && !each.contains(':')) paths.push_back(each);
    }
    return paths;
}

Result<PictureKind> check_screenshot(std::string_view bytes)
{
    if (bytes.size() > largest_screenshot) return fail(picture_refused("it is larger than 4 MiB"));
    if (const auto kind = kind_by_start(bytes)) return *kind;
    return fail(picture_refused("its content is no PNG, JPEG or WebP"));
}

} // namespace furtka
