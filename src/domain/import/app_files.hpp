// domain/import/app_files.hpp — a finished draft as the files of an app folder.
#pragma once

#include "domain/import/draft.hpp"

#include <string>

namespace furtka::imports {

inline constexpr std::string_view override_file = "compose.override.yaml";

/// Where the store stands: told in `imported_from`.
struct Origin {
    std::string store; ///< `casaos`
    std::string repository; ///< its address, or empty
    std::string commit;
    std::string licence;
};

/// Every file by its path: manifest.json, docker-compose.yaml, compose.override.yaml, .env.example, icon.svg, files/….
/// `port` is the one the page got; 0: the app has none that can be moved.
Files app_files(const Draft& draft, int port, const Origin& origin);

} // namespace furtka::imports
