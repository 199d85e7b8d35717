#include "services/wait_stopped.hpp"

#include "async/timeout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto limit = 5s;
constexpr auto longest_pause = 250ms;

Error still_runs(const AppName& app, const std::string& service)
{
    return {.kind = ErrorKind::upstream,
        .key = "app_not_stopped",
        .message = fmt::format("{} of {} still runs although Compose stopped it", service, app.text()),
        .hint = "stop it again",
        .details = {{"service", service}}};
}

} // namespace

Task<Result<void>> wait_stopped(World world, AppName app)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::chrono::milliseconds pause = 10ms;
    for (;;) {
        CO_TRY(const auto containers, co_await world.containers.list(app.text()));
        const auto running = std::ranges::find_if(containers, [](const Container& c) { return c.runs() && !c.one_off; });
        if (running == containers.end()) co_return Result<void>{};
        if (std::chrono::steady_clock::now() >= deadline) co_return fail(still_runs(app, running->service));
        CO_CHECK(co_await sleep_for(pause));
        pause = std::min<std::chrono::milliseconds>(pause * 2, longest_pause);
    }
}

} // namespace furtka
