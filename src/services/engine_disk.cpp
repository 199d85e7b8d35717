#include "services/engine_disk.hpp"

#include <utility>

namespace furtka {

std::optional<std::uint64_t> engine_disk_free(Host& host, const Policies& policies, const EngineInfo& engine)
{
    if (!policies.engine_is_local || engine.data_root.empty()) return std::nullopt;
    const auto free = host.free_bytes(engine.data_root);
    if (!free) return std::nullopt;
    return *free;
}

Error disk_low(std::string message, std::string hint, std::uint64_t needed, std::uint64_t free)
{
    return {.kind = ErrorKind::no_space,
        .key = "disk_low",
        .message = std::move(message),
        .hint = std::move(hint),
        .details = {{"needed", std::to_string(needed)}, {"free", std::to_string(free)}}};
}

} // namespace furtka
