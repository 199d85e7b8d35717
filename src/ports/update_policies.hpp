// ports/update_policies.hpp — what the owner chose about updates, and the time zones windows are in.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/names.hpp"
#include "domain/update_policy.hpp"

#include <string>

namespace furtka {

/// Files: `policy.json` of the state folder, and `.furtka/policy.json` of each app's.
class UpdatePolicies {
public:
    virtual ~UpdatePolicies() = default;

    /// Absent: the standard. broken `policy_file`: it is not what Furtka wrote.
    virtual Task<Result<UpdatePolicy>> read_global() = 0;
    virtual Task<Result<void>> write_global(UpdatePolicy policy) = 0;
    /// Absent: nothing of its own. not_found `app_not_installed`; broken `policy_file`.
    virtual Task<Result<AppPolicy>> read(AppName app) = 0;
    /// not_found `app_not_installed`; no_space `disk_full`, unavailable `apps_dir`.
    virtual Task<Result<void>> write(AppName app, AppPolicy policy) = 0;
};

class TimeZones {
public:
    virtual ~TimeZones() = default;

    /// `Europe/Berlin`; empty: the one this server is set to. not_found `time_zone_unknown`. Source: /usr/share/zoneinfo.
    virtual Result<TimeZone> find(const std::string& name) = 0;
};

} // namespace furtka
