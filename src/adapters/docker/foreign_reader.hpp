// adapters/docker/foreign_reader.hpp — a container of another program as `GET /containers/{id}/json` tells it.
#pragma once

#include "base/result.hpp"
#include "domain/move_in/foreign_project.hpp"

#include <string_view>

namespace furtka::docker {

/// upstream `engine_error`: not a JSON object.
Result<ForeignContainer> read_foreign_container(std::string_view json);

} // namespace furtka::docker
