// domain/import/yaml_write.hpp — a tree as YAML that every reader understands alike.
#pragma once

#include "domain/import/tree.hpp"

namespace furtka::imports {

/// Text is quoted unless it was written bare and is a number, a truth value or a duration; texts of several lines become
/// blocks. Compose's tags (`!override`, `!reset`) are written before their values. Ends with a line end.
std::string to_yaml(const Node& root);

} // namespace furtka::imports
