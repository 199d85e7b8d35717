#include "async/timeout.hpp"
#include "services/update_all.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

Task<Result<std::string>> round_body(UpdateAll& all, OnFailure on_failure, JobContext& job)
{
    CO_TRY(const auto round, co_await all.run(on_failure, job));
    co_return to_json(round);
}

class UpdatingAll : public testing::Test {
protected:
    UpdatingAll()
    {
        for (const char* name : {"a", "b", "c"})
            world.installed(sample_app(name), {service("web", std::string(name) + ":1")});
    }
    Job update_all(OnFailure on_failure)
    {
        UpdateApp update(world.world(), world.policies, *world.picture);
        UpdateAll all(world.executor(), *world.picture, *world.jobs, update);
        return world.run_job(
            JobKind::update_all, round_claim, [&](JobContext& job) { return round_body(all, on_failure, job); });
    }
    /// `a updated, b app_failed_to_start, c not tried`
    static std::string outcomes(const Job& job)
    {
        std::string text;
        for (const auto& line : job.log) text += (text.empty() ? "" : "; ") + line;
        return text;
    }

    FakeWorld world;
};

TEST_F(UpdatingAll, GoesOneByOneAndSaysWhatBecameOfEach)
{
    world.publishes("b:1", "bb");
    const auto job = update_all(OnFailure::stop);
    EXPECT_EQ(job.state, JobState::done);
    EXPECT_EQ(outcomes(job), "a: up to date; b: updated; c: up to date");
    EXPECT_NE(job.result.find(R"("stopped_at":null)"), std::string::npos) << job.result;
}

TEST_F(UpdatingAll, LeavesOutAnAppThatIsBusyAndGoesOn)
{
    world.publishes("c:1", "cc");
    const auto id = world.start_job(JobKind::restart, "a", [](JobContext&) -> Task<Result<std::string>> {
        CO_CHECK(co_await sleep_for(std::chrono::milliseconds(300)));
        co_return std::string("{}");
    });
    const auto job = update_all(OnFailure::stop);
    EXPECT_EQ(outcomes(job), "a: a is busy with job 1; b: up to date; c: updated");
    EXPECT_EQ(id, 1);
}

} // namespace
} // namespace furtka::test
