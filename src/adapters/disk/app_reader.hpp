// adapters/disk/app_reader.hpp — an app folder read from disk in one go.
#pragma once

#include "base/result.hpp"
#include "domain/app_folder.hpp"

#include <filesystem>
#include <string>

namespace furtka {

struct ReadRule {
    ManifestRule manifest = ManifestRule::install;
    std::string name; ///< the manifest must say so; empty: any
    ErrorKind kind = ErrorKind::invalid; ///< of every error: `broken` for an app that is installed
};

/// Reads manifest, compose file name, `.env`, `.env.example`, icon and `.furtka/`.
/// Errors, of kind `rule.kind`: those of parse_manifest, `manifest_missing`, `compose_file_missing`,
/// `compose_file_ambiguous`, `folder_name`, `folder_symlink` (a link out of the folder), `folder_file` (not a regular file,
/// or unreadable). A `.env` that cannot be read is told in `env_error`; a missing or refused icon is left out.
Result<AppFolder> read_app_folder(int folder, const std::filesystem::path& path, const ReadRule& rule);

} // namespace furtka
