// adapters/disk/folder_writer.hpp — an app folder written in one step, among others in a folder of theirs.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace furtka {

/// Writes all files to the side, then puts the folder in place. A folder of that name is replaced if its manifest tells that
/// it was imported. conflict `import_exists`: it is somebody's own. invalid `folder_file`: a path that leads out. Scripts
/// are executable.
Result<void> write_app_folder(
    const std::filesystem::path& parent, const std::string& name, const std::map<std::string, std::string>& files);

} // namespace furtka
