// adapters/compose/model_json.hpp — a resolved project as JSON text, for the cache on disk.
#pragma once

#include "ports/compose.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// What the cache keeps: the reduced model and the hashes. Compose's own document is not kept: it holds every value of
/// `.env`.
struct CachedProject {
    std::string fingerprint;
    ResolvedProject project;
};

std::string to_json(const CachedProject& cached);

/// None: not such a text.
std::optional<CachedProject> parse_cached_project(std::string_view text);

} // namespace furtka
