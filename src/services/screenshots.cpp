#include "services/screenshots.hpp"

#include "domain/shown.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace furtka {
namespace {

std::optional<std::string> path_by_number(const std::vector<std::string>& listed, std::string_view number)
{
    std::size_t wanted = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), wanted);
    const bool whole = problem == std::errc{} && end == number.data() + number.size();
    const auto paths = local_screenshots(listed);
    if (!whole || wanted == 0 || wanted > paths.size()) return std::nullopt;
    return paths[wanted - 1];
}

} // namespace

Task<Result<Picture>> read_screenshot(AppSources& sources, AppName app, std::string number)
{
    CO_TRY(const auto folder, co_await sources.find(app));
    auto path = path_by_number(folder.manifest.screenshots, number);
    if (!path) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "screenshot_unknown",
            .message = fmt::format("{} has no picture {}", app.text(), shown(number)),
            .hint = fmt::format("GET /api/apps/available/{} names its pictures", app.text())});
    }
    CO_TRY(auto bytes, co_await sources.read_file(app, *std::move(path), largest_screenshot));
    CO_TRY(const auto kind, check_screenshot(bytes));
    co_return Picture{.kind = kind, .bytes = std::move(bytes)};
}

} // namespace furtka
