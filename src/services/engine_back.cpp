#include "services/engine_back.hpp"

#include "async/timeout.hpp"

#include <algorithm>

namespace furtka {

using namespace std::chrono_literals;

Task<Result<void>> wait_for_engine(World world, Policies policies)
{
    const auto until = std::chrono::steady_clock::now() + policies.engine_patience;
    std::chrono::milliseconds pause = 100ms;
    for (;;) {
        const auto info = co_await world.engine.info();
        if (info) co_return Result<void>{};
        if (std::chrono::steady_clock::now() >= until) co_return fail(info.error());
        CO_CHECK(co_await sleep_for(pause));
        pause = std::min(pause * 2, std::chrono::milliseconds(2'000));
    }
}

} // namespace furtka
