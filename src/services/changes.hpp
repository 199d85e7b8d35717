// services/changes.hpp — who wants to hear that something changed: the event stream of the API.
#pragma once

#include "domain/job.hpp"

#include <string_view>

namespace furtka {

/// Calls come on the loop's thread, after the change can be read; a listener must not wait in them.
class ChangeListener {
public:
    virtual ~ChangeListener() = default;
    virtual void app_changed(std::string_view app) = 0; ///< its view is another; it may be gone
    virtual void engine_changed() = 0;
    virtual void job_changed(const Job& job) = 0;
};

} // namespace furtka
