// ports/drafts.hpp — settings of an app that is not installed: its install failed, or it was removed and its data kept.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/names.hpp"

#include <optional>
#include <string>

namespace furtka {

/// `.env` texts below the state folder, mode 0600.
class Drafts {
public:
    virtual ~Drafts() = default;
    virtual Task<Result<std::optional<std::string>>> read(AppName app) = 0;
    virtual Task<Result<void>> write(AppName app, std::string env) = 0;
    virtual Task<Result<void>> remove(AppName app) = 0; ///< an absent one is success
};

} // namespace furtka
