// services/screenshots.hpp — a picture of an app of the catalog, read and looked at before it is shown.
#pragma once

#include "async/task.hpp"
#include "domain/screenshot.hpp"
#include "ports/app_sources.hpp"

#include <string>

namespace furtka {

struct Picture {
    PictureKind kind = PictureKind::png;
    std::string bytes;
};

/// `number` as the caller wrote it, from 1. not_found `app_unknown`, `screenshot_unknown` (the app has no such one),
/// `file_missing`; invalid `screenshot_refused`; the folder's own errors.
Task<Result<Picture>> read_screenshot(AppSources& sources, AppName app, std::string number);

} // namespace furtka
