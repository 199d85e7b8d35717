// ports/own_apps.hpp — the owner's own apps on disk, and texts of the web that become some.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/names.hpp"
#include "domain/own_app.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace furtka {

/// App folders of the state folder, each with what it was made of kept beside it. no_space `disk_full`, unavailable
/// `apps_dir`.
class OwnShelf {
public:
    virtual ~OwnShelf() = default;

    /// Where they are.
    virtual std::filesystem::path folder() const = 0;
    /// In name order.
    virtual Task<Result<std::vector<std::string>>> names() = 0;
    /// What an app was made of. not_found `own_app_unknown`.
    virtual Task<Result<OwnSource>> source(AppName app) = 0;
    /// Puts it in place in one step, over one of that name.
    virtual Task<Result<void>> put(AppName app, imports::Files files, OwnSource source) = 0;
    /// not_found `own_app_unknown`.
    virtual Task<Result<void>> remove(AppName app) = 0;

    /// A folder to the side with these files, for a look. Whoever asked for it drops it; what is left is dropped at the next
    /// start.
    virtual Task<Result<std::filesystem::path>> stage(AppName app, imports::Files files) = 0;
    virtual Task<void> drop(std::filesystem::path staged) = 0;
};

/// Texts of the web, fetched for the owner: at most `largest_own_text` bytes, within 20 seconds, five redirects, never from
/// https to http, without any login.
class WebTexts {
public:
    virtual ~WebTexts() = default;

    /// invalid `own_url`; denied `own_url_private`: it leads to an address that is not everybody's; not_found
    /// `own_url_missing` (404, 410); upstream `own_url_refused` (another status); unavailable `own_url_unreachable`;
    /// too_large `own_url_large`; timeout `time_limit`; cancelled.
    virtual Task<Result<std::string>> fetch(std::string address) = 0;
};

} // namespace furtka
