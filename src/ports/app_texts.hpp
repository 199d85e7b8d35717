// ports/app_texts.hpp — the compose file and the override of an installed app as texts, and what they said before.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/app_edit.hpp"
#include "domain/names.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

struct AppText {
    std::string name; ///< of the file
    std::string text;
    bool there = false;
};

struct AppTexts {
    AppText compose;
    AppText override_file; ///< when it is not there: the name that one would have
};

/// no_space `disk_full`, unavailable `apps_dir`.
class AppTextFiles {
public:
    virtual ~AppTextFiles() = default;

    /// not_found `app_not_installed`; too_large `edit_text`: one is larger than `largest_edit`; the folder's own errors.
    virtual Task<Result<AppTexts>> read(AppName app) = 0;

    /// A folder to the side with the app's own files (small ones, and no folder of `data`) and `text` as the file of that
    /// name. Whoever asked for it drops it; what is left is dropped at the next start.
    virtual Task<Result<std::filesystem::path>> stage(
        AppName app, std::vector<std::string> data, std::string name, std::string text) = 0;
    virtual Task<void> drop(std::filesystem::path staged) = 0;

    /// The newest last.
    virtual Task<std::vector<EditVersion>> versions(AppName app) = 0;
    virtual Task<Result<void>> keep_versions(AppName app, std::vector<EditVersion> versions) = 0;
};

} // namespace furtka
