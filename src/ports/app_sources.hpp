// ports/app_sources.hpp — where apps can be had: the catalog folder, or a folder the owner names.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/app_folder.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

/// An entry of a catalog: an app, or a folder that cannot be read as one, with the reason.
struct AvailableEntry {
    std::string name;
    std::string catalog; ///< `bundled`
    Result<AppFolder> folder;
};

class AppSources {
public:
    virtual ~AppSources() = default;

    /// Everything that can be installed, in name order. Cached until the folder changes.
    virtual Task<Result<std::vector<AvailableEntry>>> list() = 0;

    /// By name. not_found `app_unknown`; the folder's own errors.
    virtual Task<Result<AppFolder>> find(AppName app) = 0;

    /// A folder on the server, absolute path. not_found `source_missing`; the folder's own errors.
    virtual Task<Result<AppFolder>> read_folder(std::filesystem::path folder) = 0;
};

} // namespace furtka
