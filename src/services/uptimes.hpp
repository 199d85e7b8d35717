// services/uptimes.hpp — since when an app's services run.
#pragma once

#include "base/result.hpp"
#include "domain/app_state.hpp"
#include "ports/inspection.hpp"

#include <chrono>
#include <map>
#include <string>

namespace furtka {

using StartTimes = std::map<std::string, std::chrono::sys_seconds>; ///< by service

class Uptimes {
public:
    explicit Uptimes(Inspection& inspection) : inspection_(inspection) { }

    /// Of the first replica of each service, at most 32 services and 2 s. One that does not run, or of which the engine
    /// cannot tell, is left out.
    Task<StartTimes> of(AppCondition condition);

private:
    Task<Result<StartTimes>> look(AppCondition condition);

    Inspection& inspection_;
};

} // namespace furtka
