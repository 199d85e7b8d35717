// adapters/disk/catalog_reader.hpp — what was fetched of a catalog, looked through before it is believed.
#pragma once

#include "base/result.hpp"
#include "ports/catalogs.hpp"

#include <filesystem>

namespace furtka {

inline constexpr auto apps_name = "apps"; ///< of the folder that is left: one folder an app
inline constexpr auto place_name = "place"; ///< of the text that says where in what was fetched the apps were
inline constexpr auto fetched_name = "fetched"; ///< of the folder with all that was fetched, as it was
inline constexpr std::size_t most_catalog_apps = 5'000;

/// Finds the app folders: where `catalog.json` says, at the top, in `apps/`, or the same one folder deeper when the top
/// holds nothing but that folder (archives of forges are so). Reads each app as an installation would, moves them to `apps/`
/// and deletes the rest. Blocks. Errors as of CatalogTrees::examine.
Result<CatalogContent> examine_catalog(const std::filesystem::path& side, CatalogTrees::Digest digest);

} // namespace furtka
