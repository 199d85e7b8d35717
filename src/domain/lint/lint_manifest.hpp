// domain/lint/lint_manifest.hpp — what a manifest alone can have wrong.
#pragma once

#include "domain/lint/lint.hpp"

#include <string_view>

namespace furtka::lint {

/// Adds findings, and the manifest if it can be read.
void lint_manifest(LintedApp& app, const LintInput& input, std::string_view text);

} // namespace furtka::lint
