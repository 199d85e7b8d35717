#include "services/app_logs.hpp"

#include "services/follow_logs.hpp"
#include "services/service_names.hpp"

#include <algorithm>
#include <deque>
#include <tuple>

namespace furtka {
namespace {

constexpr std::size_t most_sources = 32; // containers of one app
constexpr std::size_t most_kept = 8UL << 20; // bytes of one container's lines; its last ones count

Result<std::vector<LogSource>> sources_of(
    const LivePicture& picture, const AppName& app, const std::optional<std::string>& service)
{
    const auto* view = picture.find(app.text());
    if (view == nullptr) return fail(app_not_installed(app.text()));
    if (service && !services_of(*view).contains(*service)) return fail(no_such_service(app, *service, *view));
    std::vector<const Container*> chosen;
    for (const auto& container : view->containers) {
        if (!service || container.service == *service) chosen.push_back(&container);
    }
    std::ranges::sort(chosen, {}, [](const Container* c) { return std::tie(c->service, c->number, c->id); });
    std::vector<LogSource> sources;
    for (const auto* container : chosen) sources.push_back({container->id, container->service});
    if (sources.size() > most_sources) sources.resize(most_sources);
    return sources;
}

/// The last lines of one container, at most `most_kept` bytes of them.
Task<Result<std::deque<std::string>>> last_lines(Containers& containers, ContainerId id, LogRequest request)
{
    std::deque<std::string> lines;
    std::size_t kept = 0;
    LogLineSink sink = [&lines, &kept](std::string_view line) {
        kept += line.size();
        lines.emplace_back(line);
        while (kept > most_kept && lines.size() > 1) {
            kept -= lines.front().size();
            lines.pop_front();
        }
        return true;
    };
    CO_CHECK(co_await containers.logs(id, request, sink));
    co_return lines;
}

} // namespace

AppLogs::AppLogs(Containers& containers, LivePicture& picture) : containers_(containers), picture_(picture) { }

Task<Result<void>> AppLogs::read(
    AppName app, std::optional<std::string> service, LogRequest request, std::function<Task<bool>(ServiceLine)> sink)
{
    CO_TRY(auto sources, sources_of(picture_, app, service));
    if (request.follow) co_return co_await follow_logs(containers_, std::move(sources), request, std::move(sink));
    for (const auto& source : sources) {
        CO_TRY(auto lines, co_await last_lines(containers_, source.id, request));
        for (auto& line : lines) {
            const bool wanted = co_await sink({source.service, std::move(line)});
            if (!wanted) co_return Result<void>{};
        }
    }
    co_return Result<void>{};
}

} // namespace furtka
