// support/updating.hpp — an app whose images change, and what an update of it did.
#pragma once

#include "services/update_app.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace furtka::test {

class Updating : public testing::Test {
protected:
    Job update(const std::string& app = "blog")
    {
        UpdateApp use_case(world.world(), world.policies, *world.picture);
        return world.run_job(JobKind::update, app, [&](JobContext& job) { return body(use_case, app_name(app), job); });
    }
    /// Begins the update; the caller lets it go on.
    JobId begin(const std::string& app = "blog")
    {
        begun.emplace(world.world(), world.policies, *world.picture);
        return world.start_job(
            JobKind::update, app, [this, app](JobContext& job) { return body(*begun, app_name(app), job); });
    }
    static Task<Result<std::string>> body(UpdateApp& use_case, AppName app, JobContext& job)
    {
        CO_TRY(const auto outcome, co_await use_case.run(app, job));
        co_return to_json(outcome);
    }
    void installed(std::vector<ServiceModel> services)
    {
        world.installed(sample_app("blog"), std::move(services));
        world.compose.forget_calls();
        world.engine.forget_calls();
        world.registry.forget_calls();
    }
    std::string change(std::string_view name, std::string_view from, std::string_view to, std::string_view tag)
    {
        return R"({"service":")" + std::string(name) + R"(","from":")" + image_id(from).text + R"(","to":")"
            + image_id(to).text + R"(","tag":")" + std::string(tag) + R"("})";
    }
    static std::string answer(const std::string& services, bool updated, int bytes, const std::string& idle = "",
        const std::string& proof = R"("web: runs for 0 s without a restart")")
    {
        return R"({"updated":)" + std::string(updated ? "true" : "false") + R"(,"services":[)" + services
            + R"(],"bytes_pulled":)" + std::to_string(bytes) + R"(,"not_running":[)" + idle + "]"
            + (updated ? R"(,"proof":[)" + proof + R"(],"downtime_seconds":"some","recovery_point":1})"
                       : R"(,"proof":[],"downtime_seconds":null,"recovery_point":null})");
    }

    /// The result, with a word for the downtime: the fakes have a clock of their own.
    static std::string told(const Job& job)
    {
        static const std::regex downtime(R"("downtime_seconds":[0-9][^,]*)");
        return std::regex_replace(job.result, downtime, R"("downtime_seconds":"some")");
    }
    /// `pull tag point up gate`; one that is not marked as taken has a `?`.
    std::string steps(JobId job = 1) const
    {
        std::string text;
        for (const auto& step : world.store.steps(job))
            text += (text.empty() ? "" : " ") + step.step + (step.taken ? "" : "?");
        return text;
    }
    static std::string detail(const Job& job, std::string_view name)
    {
        for (const auto& [key, value] : job.error->details) {
            if (key == name) return value;
        }
        return "(none)";
    }
    /// Furtka's own names on the engine.
    std::vector<std::string> own_names()
    {
        std::vector<std::string> names;
        for (const auto& tag : world.run(world.engine.own_tags("")).value()) names.push_back(tag.familiar());
        return names;
    }

    FakeWorld world;
    std::optional<UpdateApp> begun;
};

} // namespace furtka::test
