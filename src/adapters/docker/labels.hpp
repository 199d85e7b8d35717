// adapters/docker/labels.hpp — the labels by which the engine's things are known: Compose's, as 2.26 writes them, and
// Furtka's.
#pragma once

#include <string>
#include <string_view>

namespace furtka::docker {

constexpr std::string_view project_label = "com.docker.compose.project";
constexpr std::string_view project_folder_label = "com.docker.compose.project.working_dir";
constexpr std::string_view service_label = "com.docker.compose.service";
constexpr std::string_view number_label = "com.docker.compose.container-number";
constexpr std::string_view oneoff_label = "com.docker.compose.oneoff";
constexpr std::string_view hash_label = "com.docker.compose.config-hash";
constexpr std::string_view project_volume_label = "com.docker.compose.volume";

constexpr std::string_view managed_label = "org.furtka.managed";
constexpr std::string_view app_label = "org.furtka.app";
constexpr std::string_view volume_label = "org.furtka.volume";
constexpr std::string_view helper_label = "org.furtka.helper"; ///< on a container that only copies; its value is the app

/// `label=value`, as a filter takes it.
inline std::string labelled(std::string_view label, std::string_view value)
{
    return std::string(label) + "=" + std::string(value);
}

} // namespace furtka::docker
