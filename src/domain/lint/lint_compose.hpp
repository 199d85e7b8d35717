// domain/lint/lint_compose.hpp — whether compose file, override and manifest say the same.
#pragma once

#include "domain/import/tree.hpp"
#include "domain/lint/lint.hpp"

#include <string>

namespace furtka::lint {

struct ComposeTexts {
    const imports::Node& author; ///< the compose file alone: Compose reads its variables too
    const imports::Node& model; ///< with the override
    std::string env_example;
};

void lint_compose(LintedApp& app, const ComposeTexts& texts);

} // namespace furtka::lint
