#include "services/uptimes.hpp"

#include "async/timeout.hpp"

namespace furtka {
namespace {

constexpr std::size_t most_asked = 32;
constexpr std::chrono::seconds looking_limit{2};

} // namespace

Task<StartTimes> Uptimes::of(AppCondition condition)
{
    auto looking = look(std::move(condition));
    auto found = co_await with_timeout(std::move(looking), looking_limit, "looking when the services were started");
    co_return found ? *std::move(found) : StartTimes{};
}

Task<Result<StartTimes>> Uptimes::look(AppCondition condition)
{
    StartTimes started;
    std::size_t asked = 0;
    for (const auto& service : condition.services) {
        if (service.running == 0 || service.container.empty()) continue;
        if (++asked > most_asked) break;
        const auto facts = co_await inspection_.container(ContainerId{service.container});
        if (facts && facts->started_at) started.emplace(service.name, *facts->started_at);
    }
    co_return started;
}

} // namespace furtka
