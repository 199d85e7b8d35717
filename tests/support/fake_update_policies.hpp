// support/fake_update_policies.hpp — policies and time zones in memory.
#pragma once

#include "ports/update_policies.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <string>

namespace furtka::test {

/// Can fail: `read_global`, `write_global`, `read blog`, `write blog`.
class FakeUpdatePolicies : public UpdatePolicies, public FakeCalls {
public:
    UpdatePolicy global;
    std::map<std::string, AppPolicy> apps;

    Task<Result<UpdatePolicy>> read_global() override;
    Task<Result<void>> write_global(UpdatePolicy policy) override;
    Task<Result<AppPolicy>> read(AppName app) override;
    Task<Result<void>> write(AppName app, AppPolicy policy) override;
};

/// Every name but `No/Where` is UTC.
class FakeTimeZones : public TimeZones {
public:
    Result<TimeZone> find(const std::string& name) override;
};

} // namespace furtka::test
