// domain/import/merge.hpp — a compose file and its override as the one model that Compose makes of both.
#pragma once

#include "domain/import/tree.hpp"

namespace furtka::imports {

/// Maps are merged, lists follow each other, `!override` replaces, `!reset` takes out. Short forms are not made long: enough
/// to look at what is named in it, and no substitute for Compose.
Node merged(const Node& base, const Node& override);

} // namespace furtka::imports
