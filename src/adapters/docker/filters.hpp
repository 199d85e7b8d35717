// adapters/docker/filters.hpp — the engine's `filters` query parameter.
#pragma once

#include <string>
#include <string_view>

namespace furtka::docker {

/// `filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D`: one filter with one value, encoded for a query.
std::string filter(std::string_view name, std::string_view value);

} // namespace furtka::docker
