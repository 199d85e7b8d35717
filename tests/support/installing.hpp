// support/installing.hpp — a blog, and a bridge that needs a broker, to install; and what an installation did.
#pragma once

#include "services/install_app.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace furtka::test {

inline Setting setting(std::string name, SettingType type, std::string default_value = "")
{
    return {.name = std::move(name), .type = type, .default_value = std::move(default_value)};
}

/// Its value is 04050607 after a check: the fake host counts its random bytes, and a check takes the first four.
inline Setting generated(std::string name)
{
    return {.name = std::move(name), .type = SettingType::password, .required = true, .generate = "hex:4"};
}

inline AppFolder blog(std::string version = "1.0.0")
{
    auto folder = sample_app("blog");
    folder.manifest.version = std::move(version);
    folder.manifest.volumes = {"data"};
    folder.manifest.settings = {setting("TITLE", SettingType::text, "My blog"), generated("DB_PASSWORD")};
    return folder;
}

inline AppFolder broker()
{
    auto folder = sample_app("broker");
    folder.manifest.volumes = {"store"};
    return folder;
}

inline AppFolder bridge()
{
    auto folder = sample_app("bridge");
    folder.manifest.requirements = {{.app = "broker", .on_install = "scripts/user.sh"}};
    folder.manifest.settings = {setting("MQTT_PASSWORD", SettingType::password)};
    return folder;
}

inline Task<Result<std::string>> body(InstallApp& use_case, InstallRequest request, InstallPlan plan, JobContext& job)
{
    CO_TRY(const auto outcome, co_await use_case.run(std::move(request), std::move(plan), job));
    co_return to_json(outcome);
}

class Installing : public testing::Test {
protected:
    Installing()
    {
        world.offers(blog(), {service("db", "postgres:16"), service("web", "nginx:1")});
        world.offers(broker(), {service("broker", "mosquitto:2")});
        world.offers(bridge(), {service("bridge", "zigbee:1")});
        world.folders.scripts["broker/scripts/user.sh"] = "make_user";
        world.compose.on_exec = [](const FakeCompose::Execution&) -> Result<std::string> {
            return std::string("creating user\nMQTT_PASSWORD=s3cr3t\n");
        };
        world.look();
    }

    Result<InstallPlan> check(const InstallRequest& request)
    {
        InstallPlanner planner(world.world(), world.policies, *world.picture);
        return world.run(planner.check(request));
    }
    JobId start(const InstallRequest& request)
    {
        const auto plan = check(request).value();
        use_case = std::make_unique<InstallApp>(world.world(), world.policies, *world.picture);
        return world.start_job(JobKind::install, plan.folder.manifest.name,
            [this, request, plan](JobContext& job) { return body(*use_case, request, plan, job); });
    }
    Job install(const InstallRequest& request) { return world.run(world.jobs->wait(start(request))).value(); }
    Job install(std::string name, SettingValues settings = {})
    {
        return install(InstallRequest{.name = std::move(name), .settings = std::move(settings)});
    }
    void forget_calls()
    {
        world.compose.forget_calls();
        world.engine.forget_calls();
        world.folders.forget_calls();
        world.drafts.forget_calls();
    }

    FakeWorld world;
    std::unique_ptr<InstallApp> use_case;
};

} // namespace furtka::test
