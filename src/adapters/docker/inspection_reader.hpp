// adapters/docker/inspection_reader.hpp — images and containers in the detail that checks and plans need.
#pragma once

#include "base/result.hpp"
#include "ports/inspection.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace furtka::docker {

/// Each: upstream `engine_error`: not such an answer.

/// `GET /images/json`
Result<std::vector<LocalImage>> read_image_list(std::string_view json);
/// `GET /images/{id}/json`, with `manifests=1` from API 1.48 on.
Result<InspectedImage> read_inspected_image(std::string_view json);
/// `GET /containers/{id}/changes`: an array, or null when nothing changed.
Result<std::vector<LayerChange>> read_changes(std::string_view json);
/// `GET /containers/{id}/json`
Result<ContainerFacts> read_container_facts(std::string_view json);
/// `X-Docker-Container-Path-Stat` of `HEAD /containers/{id}/archive`: base64 of `{"size", "mode", "mtime"}`. Nothing: not
/// that.
std::optional<FileFacts> read_file_facts(std::string_view field);
/// `GET /containers/json`
Result<std::vector<NetworkGuest>> read_network_guests(std::string_view json);

} // namespace furtka::docker
