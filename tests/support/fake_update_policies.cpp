#include "support/fake_update_policies.hpp"

namespace furtka::test {

Task<Result<UpdatePolicy>> FakeUpdatePolicies::read_global()
{
    if (auto fault = take_fault("read_global")) co_return furtka::fail(*std::move(fault));
    co_return global;
}

Task<Result<void>> FakeUpdatePolicies::write_global(UpdatePolicy policy)
{
    if (auto fault = take_fault("write_global")) co_return furtka::fail(*std::move(fault));
    global = std::move(policy);
    co_return Result<void>{};
}

Task<Result<AppPolicy>> FakeUpdatePolicies::read(AppName app)
{
    if (auto fault = take_fault("read " + app.text())) co_return furtka::fail(*std::move(fault));
    co_return apps[app.text()];
}

Task<Result<void>> FakeUpdatePolicies::write(AppName app, AppPolicy policy)
{
    if (auto fault = take_fault("write " + app.text())) co_return furtka::fail(*std::move(fault));
    apps[app.text()] = std::move(policy);
    co_return Result<void>{};
}

Result<TimeZone> FakeTimeZones::find(const std::string& name)
{
    if (name != "No/Where") return TimeZone();
    return furtka::fail({.kind = ErrorKind::not_found, .key = "time_zone_unknown", .message = "there is no No/Where"});
}

} // namespace furtka::test
