// ports/app_revisions.hpp — an app's files as their author made them, and as they are.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/author_files.hpp"
#include "domain/names.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

/// By path; a file without a text is left out.
using StagedTexts = std::map<std::string, std::optional<std::string>>;

class AppRevisions {
public:
    virtual ~AppRevisions() = default;

    /// The author's files as they were put into an installed app's folder; none: that was not kept.
    virtual Task<Result<std::optional<AuthorFiles>>> base(AppName app) = 0;

    /// The author's files of a folder: at most 2,000, without `.env`, `.furtka` and `.git` at its top. not_found
    /// `source_missing`.
    virtual Task<Result<AuthorFiles>> of_folder(std::filesystem::path folder) = 0;

    /// Those of `paths` that an installed app has. not_found `app_not_installed`.
    virtual Task<Result<AuthorFiles>> installed(AppName app, std::vector<std::string> paths) = 0;

    /// A folder to the side with the files of `source` and `texts` over them, to be put in place. A text has the mode of the
    /// app's file, where there is one. Whoever asked for it drops it; what is left is dropped at the next start. no_space
    /// `disk_full`; the errors of InstalledApps::put.
    virtual Task<Result<std::filesystem::path>> stage(AppName app, std::filesystem::path source, StagedTexts texts) = 0;
    virtual Task<void> drop(std::filesystem::path staged) = 0;
};

} // namespace furtka
