// domain/import/page_addresses.hpp — addresses of the app's pages in its own texts go where the pages went.
#pragma once

#include "domain/import/draft.hpp"

#include <string>
#include <vector>

namespace furtka::imports {

/// Where the pages were published before.
struct PagesBefore {
    std::string host; ///< port of the page on the host, or empty
    std::string container; ///< and in its container
    std::vector<std::string> further; ///< where each further page is published now, or nothing
};

/// In environments, commands and files that Compose fills in.
void move_page_addresses(Draft& draft, PagesBefore was);

} // namespace furtka::imports
