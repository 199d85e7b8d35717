// api/catalog_bodies.hpp — what callers send about catalogs.
#pragma once

#include "base/result.hpp"
#include "domain/catalog.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::api {

/// Each: invalid `body_json`, `body_member`. Whether it is a good catalog is judged by check_catalog.

struct AddCatalogBody {
    CatalogSource source;
    std::optional<std::size_t> position;
};
/// `{"name", "location", "kind"?, "ref"?, "key"?, "sha256"?, "ca_file"?, "position"?}`; the kind is guessed when it is
/// absent.
Result<AddCatalogBody> parse_add_catalog(std::string_view text);

/// `before` with the members that are there: absent stays, null is none. The kind stays.
Result<CatalogSource> parse_change_catalog(std::string_view text, CatalogSource before);

/// `{"names": [text]}`
Result<std::vector<std::string>> parse_catalog_order(std::string_view text);

} // namespace furtka::api
