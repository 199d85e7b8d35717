// domain/import/structured.hpp — JSON and TOML into the same tree as YAML.
#pragma once

#include "domain/import/tree.hpp"

namespace furtka::imports {

/// invalid `json_syntax` | too_large `json_limits`.
Result<Node> parse_json_tree(std::string_view text, const TreeLimits& limits = {});

/// invalid `toml_syntax` (details `line`, `column`) | too_large `toml_limits`.
Result<Node> parse_toml_tree(std::string_view text, const TreeLimits& limits = {});

} // namespace furtka::imports
