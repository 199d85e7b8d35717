// ports/app_sources.hpp — where apps can be had: the catalogs in the owner's order, or a folder he names.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/app_folder.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace furtka {

/// An entry of a catalog: an app, or a folder that cannot be read as one, with the reason.
struct AvailableEntry {
    std::string name;
    std::string catalog; ///< `bundled`, or the name of one that was added
    std::shared_ptr<const Result<AppFolder>> folder; ///< never null; shared with what is kept, for there may be thousands
};

class AppSources {
public:
    virtual ~AppSources() = default;

    /// The catalogs that are looked through, in order, before the bundled one. Of a name that several have, the first one's
    /// app is the one that is meant.
    virtual void look_through(std::vector<std::string> catalogs) = 0;

    /// Everything that can be installed, in name order. Cached until something changes.
    virtual Task<Result<std::vector<AvailableEntry>>> list() = 0;

    /// By name. not_found `app_unknown`; the folder's own errors.
    virtual Task<Result<AppFolder>> find(AppName app) = 0;

    /// The same of one catalog: `bundled`, or one that was added.
    virtual Task<Result<AppFolder>> find_in(std::string catalog, AppName app) = 0;

    /// A regular file of an app's folder, by its path in it; one that is larger than `most` is cut off at `most` + 1 bytes.
    /// not_found `app_unknown`, `file_missing`: no such file that can be read, or it leads out of the folder.
    virtual Task<Result<std::string>> read_file(AppName app, std::string path, std::size_t most) = 0;

    /// A folder on the server, absolute path. not_found `source_missing`; the folder's own errors.
    virtual Task<Result<AppFolder>> read_folder(std::filesystem::path folder) = 0;
};

} // namespace furtka
