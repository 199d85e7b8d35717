#include "services/engine_rules.hpp"

namespace furtka {

Task<Result<EngineInfo>> engine_rules(World world, const LivePicture& picture)
{
    const auto& view = picture.engine();
    if (view.reachable && view.info) co_return *view.info;
    co_return co_await world.engine.info();
}

} // namespace furtka
