// adapters/docker/create_volume.hpp — a named volume made on the engine.
#pragma once

#include "adapters/docker/connection.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace furtka::docker {

/// The engine answers 201 for a volume that is there, and leaves it as it is. Source: POST /volumes/create.
Task<Result<void>> create_volume(Connection& connection, std::string name, boost::json::object labels);

} // namespace furtka::docker
