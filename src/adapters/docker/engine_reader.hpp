// adapters/docker/engine_reader.hpp — what the engine says of itself, its networks and volumes, and of one event.
#pragma once

#include "base/result.hpp"
#include "ports/engine.hpp"
#include "ports/images.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::docker {

/// Major and minor of an API version, `1.51`.
struct ApiVersion {
    int major = 0;
    int minor = 0;
    static std::optional<ApiVersion> parse(std::string_view text);
    std::string text() const;
    auto operator<=>(const ApiVersion&) const = default;
};

inline constexpr ApiVersion oldest_api{1, 41};
inline constexpr ApiVersion newest_api{1, 51};

/// The answer to `GET /version`.
struct EngineVersion {
    std::string version; ///< `28.5.2`
    std::string architecture; ///< `amd64`
    ApiVersion api; ///< the newest it speaks
    ApiVersion oldest_served;
};

/// upstream `engine_error`: not such an answer.
Result<EngineVersion> read_version(std::string_view json);

/// The version both sides speak. upstream `engine_too_old`, `engine_too_new`.
Result<ApiVersion> negotiate(const EngineVersion& engine);

/// Adds what `GET /info` tells to `info`. upstream `engine_error`.
Result<void> read_info(std::string_view json, EngineInfo& info);

/// IPv4 subnets of `GET /networks`.
Result<std::vector<Subnet>> read_subnets(std::string_view json);
/// Who is attached to a network: a container by its id, or what is left of one that is gone (`ep-…`), by its name.
struct NetworkMember {
    std::string id;
    std::string name;
    bool gone() const { return id.starts_with("ep-"); }
};
/// Of `GET /networks/{id}`, which tells running containers only.
Result<std::vector<NetworkMember>> read_network_members(std::string_view json);
/// Names in `GET /networks`.
Result<std::vector<std::string>> read_network_names(std::string_view json);
/// Names in `GET /volumes`, sorted.
Result<std::vector<std::string>> read_volume_names(std::string_view json);
/// Labels in `GET /volumes/{name}`.
Result<std::map<std::string, std::string>> read_volume_labels(std::string_view json);

/// `GET /images/{name}/json`.
Result<Image> read_image(std::string_view json);
/// All `RepoTags` in `GET /images/json`.
Result<std::vector<std::string>> read_image_tags(std::string_view json);

/// One line of `GET /events`. Nothing: not a container's event, or an `exec_…` of a health probe, or not readable.
std::optional<EngineEvent> read_event(std::string_view line);

/// The words in an error answer's `message`, or the answer itself when it has none.
std::string read_message(std::string_view body);

} // namespace furtka::docker
