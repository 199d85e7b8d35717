// support/app_files.hpp — the files of a small valid app.
#pragma once

#include "support/scratch.hpp"

#include <string>

namespace furtka::test {

inline std::string manifest_text(const std::string& name, const std::string& version = "1.0.0")
{
    return R"({"name": ")" + name + R"(", "display_name": ")" + name + R"(", "version": ")" + version
        + R"(", "description": "d", "volumes": [], "ports": [], "icon": "icon.svg"})";
}

inline void write_app(
    const Scratch& scratch, const std::string& folder, const std::string& name, const std::string& version = "1.0.0")
{
    scratch.write(folder + "/manifest.json", manifest_text(name, version));
    scratch.write(folder + "/docker-compose.yaml", "services: {web: {image: \"nginx:" + version + "\"}}\n");
}

} // namespace furtka::test
