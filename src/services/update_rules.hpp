// services/update_rules.hpp — the owner's policies in memory, changed by the API, asked by whoever decides about an update.
#pragma once

#include "ports/host.hpp"
#include "ports/update_policies.hpp"
#include "services/live_picture.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace furtka {

class UpdateRules {
public:
    UpdateRules(UpdatePolicies& files, TimeZones& zones, Host& host, const LivePicture& picture);

    /// Reads every policy. A file that cannot be read is logged; its app then has no update by itself.
    Task<void> load();
    /// Called after a change: what waits is to be judged again.
    void on_change(std::function<void()> call) { on_change_ = std::move(call); }

    const UpdatePolicy& global() const { return global_; }
    /// not_found `app_not_installed`; broken `policy_file`.
    Task<Result<AppPolicy>> of(AppName app);
    /// Errors of parse_update_policy, TimeZones::find and UpdatePolicies::write_global.
    Task<Result<UpdatePolicy>> change_global(std::string json);
    /// Errors of parse_app_policy, TimeZones::find and UpdatePolicies::write.
    Task<Result<AppPolicy>> change(AppName app, std::string json);

    /// What is to become of an update of the app; by what was last read of its policy.
    UpdateDecision decide(std::string_view app, UpdateFacts facts) const;
    std::optional<UpdateDecision> held_back(std::string_view app, UpdateFacts facts) const;
    UpdatePolicy effective_of(std::string_view app) const;

private:
    AppPolicy known(std::string_view app) const;
    void changed();

    UpdatePolicies& files_;
    TimeZones& zones_;
    Host& host_;
    const LivePicture& picture_;
    std::function<void()> on_change_;
    UpdatePolicy global_;
    std::map<std::string, AppPolicy, std::less<>> apps_; ///< those that have something of their own
};

} // namespace furtka
