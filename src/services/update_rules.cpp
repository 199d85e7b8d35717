#include "services/update_rules.hpp"

#include "base/log.hpp"
#include "domain/policy_json.hpp"

namespace furtka {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

} // namespace

UpdateRules::UpdateRules(UpdatePolicies& files, TimeZones& zones, Host& host, const LivePicture& picture)
    : files_(files), zones_(zones), host_(host), picture_(picture)
{
}

Task<void> UpdateRules::load()
{
    const auto global = co_await files_.read_global();
    if (global) {
        global_ = *global;
    } else {
        log::warning("policy not read: updates are told only", {{"reason", global.error().message}});
    }
    std::vector<std::string> names;
    for (const auto& [name, view] : picture_.apps()) names.push_back(name);
    for (const auto& name : names) {
        const auto app = AppName::parse(name);
        if (!app) continue;
        [[maybe_unused]] const auto read = co_await of(*app);
    }
}

Task<Result<AppPolicy>> UpdateRules::of(AppName app)
{
    auto read = co_await files_.read(app);
    if (!read) {
        if (read.error().kind == ErrorKind::not_found) {
            apps_.erase(app.text());
        } else {
            log::warning("policy of app not read", {{"app", app.text()}, {"reason", read.error().message}});
            apps_[app.text()] = {.mode = UpdateMode::tell}; // what it said is not known: nothing happens by itself
        }
        co_return read;
    }
    if (*read == AppPolicy{}) {
        apps_.erase(app.text());
    } else {
        apps_[app.text()] = *read;
    }
    co_return read;
}

Task<Result<UpdatePolicy>> UpdateRules::change_global(std::string json)
{
    CO_TRY(const auto wanted, parse_update_policy(json, global_));
    CO_CHECK(zones_.find(wanted.time_zone));
    CO_CHECK(co_await files_.write_global(wanted));
    global_ = wanted;
    changed();
    co_return wanted;
}

Task<Result<AppPolicy>> UpdateRules::change(AppName app, std::string json)
{
    CO_TRY(const auto before, co_await files_.read(app));
    CO_TRY(const auto wanted, parse_app_policy(json, before));
    if (wanted.time_zone) CO_CHECK(zones_.find(*wanted.time_zone));
    CO_CHECK(co_await files_.write(app, wanted));
    apps_[app.text()] = wanted;
    changed();
    co_return wanted;
}

void UpdateRules::changed()
{
    if (on_change_) on_change_();
}

AppPolicy UpdateRules::known(std::string_view app) const
{
    const auto found = apps_.find(app);
    return found == apps_.end() ? AppPolicy{} : found->second;
}

UpdatePolicy UpdateRules::effective_of(std::string_view app) const { return effective(global_, known(app)); }

UpdateDecision UpdateRules::decide(std::string_view app, UpdateFacts facts) const
{
    const auto own = known(app);
    const auto policy = effective(global_, own);
    facts.now = floor<seconds>(host_.now());
    const auto zone = zones_.find(policy.time_zone);
    if (!zone) return {.what = UpdateDecision::What::hold, .key = "time_zone", .why = zone.error().message};
    return furtka::decide(policy, own, *zone, facts);
}

std::optional<UpdateDecision> UpdateRules::held_back(std::string_view app, UpdateFacts facts) const
{
    const auto own = known(app);
    facts.now = floor<seconds>(host_.now());
    return furtka::held_back(effective(global_, own), own, facts);
}

} // namespace furtka
