// api/messages_catalogs.hpp — catalogs as JSON.
#pragma once

#include "domain/catalog.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace furtka::api {

struct CatalogParts {
    const CatalogSource& source;
    const std::optional<CatalogState>& state;
    const CatalogStatus& status;
    std::optional<std::chrono::sys_time<std::chrono::milliseconds>> next_at;
};

/// The owner's own apps as a catalog: it is there always, looked through first, and never synced.
struct OwnCatalogParts {
    std::string folder;
    std::size_t apps = 0;
};

/// `{"catalogs": [{"name", "kind", "location", …}], "own": {"location", "apps"}, "interval_seconds"}`, in their order.
std::string catalogs_json(
    const OwnCatalogParts& own, const std::vector<CatalogParts>& catalogs, std::chrono::seconds interval);

} // namespace furtka::api
