// domain/import/yaml_read.hpp — YAML into a tree, by libyaml, the parser that Compose's own was made from.
#pragma once

#include "domain/import/tree.hpp"

namespace furtka::imports {

/// Anchors, aliases and merge keys (`<<`) are resolved. Scalars stay text: nothing becomes a number or a truth value; `~`,
/// `null` and nothing at all, without quotes, are null. Of a text with several documents only one may hold anything.
/// invalid `yaml_syntax` (details `line`, `column`, from 1; also a key that is no scalar, a second document, bytes that are
/// no UTF-8) | too_large `yaml_limits`.
Result<Document> parse_yaml(std::string_view text, const TreeLimits& limits = {});

} // namespace furtka::imports
