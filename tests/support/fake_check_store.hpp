// support/fake_check_store.hpp — a CheckStore in memory.
#pragma once

#include "ports/check_store.hpp"
#include "support/fake_calls.hpp"

#include <algorithm>

namespace furtka::test {

/// Recorded: `save blog, cloud`, `forget blog`.
class FakeCheckStore final : public CheckStore, public FakeCalls {
public:
    KnownChecks known;

    Task<Result<KnownChecks>> load() override { co_return known; }
    Task<Result<void>> save(std::map<std::string, AppCheck> apps, std::vector<SameContent> same) override
    {
        std::string call = "save";
        for (const auto& [app, check] : apps) call += (call == "save" ? " " : ", ") + app;
        CO_CHECK(co_await enter(call));
        for (auto& [app, check] : apps) known.apps.insert_or_assign(app, std::move(check));
        known.same.insert(known.same.end(), same.begin(), same.end());
        co_return Result<void>{};
    }
    Task<Result<void>> forget(std::string app) override
    {
        CO_CHECK(co_await enter("forget " + app));
        known.apps.erase(app);
        co_return Result<void>{};
    }
};

} // namespace furtka::test
