// ports/foreign_folders.hpp — files of other programs on this disk, and app folders made of them to the side. Nothing of the
// other programs is ever written.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/move_in/foreign_project.hpp"
#include "domain/move_in/program_layout.hpp"
#include "domain/names.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace furtka {

class ForeignFolders {
public:
    virtual ~ForeignFolders() = default;

    /// Roots with their `*` filled in; those that are there.
    virtual Task<std::vector<ProgramRoot>> roots() = 0;

    /// Compose files below the roots, at most 500, in order. Links are not followed. Of several versions of a Portainer
    /// stack the last one counts.
    virtual Task<std::vector<std::string>> compose_files(std::vector<ProgramRoot> roots) = 0;

    /// Those of the files that can be read: regular ones of at most 1 MiB each, 16 MiB in all, no links out of their folder.
    virtual Task<ForeignFiles> read(std::vector<std::string> files) = 0;

    /// Puts files to the side as an app folder. no_space `disk_full`, unavailable `apps_dir`.
    virtual Task<Result<std::filesystem::path>> stage(AppName app, std::map<std::string, std::string> files) = 0;
    virtual Task<void> drop(AppName app) = 0;
};

} // namespace furtka
