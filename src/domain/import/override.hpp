// domain/import/override.hpp — what Compose must be told beside the author's file to get the app.
#pragma once

#include "domain/import/tree.hpp"

namespace furtka::imports {

/// The override file: members of `wanted` that differ replace the author's (`!override`), those that are gone are taken out
/// (`!reset`). Both tags need Compose 2.24.4.
Node override_of(const Node& before, const Node& wanted);

} // namespace furtka::imports
