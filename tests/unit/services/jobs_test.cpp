#include "services/jobs.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

struct Heard : ChangeListener {
    void app_changed(std::string_view) override { }
    void engine_changed() override { }
    void job_changed(const Job& job) override { jobs.push_back(job); }
    std::vector<Job> jobs;
};

Task<Result<std::string>> nothing() { co_return std::string("{}"); }

Task<Result<std::string>> step(JobContext& job)
{
    CO_CHECK(co_await job.about_to("step"));
    co_await job.taken("step");
    co_return std::string("{}");
}

class Working : public testing::Test {
protected:
    void limits(JobLimits limits) { world.jobs = std::make_unique<Jobs>(world.store, world.host, limits); }
    /// A job that waits in the engine until `world.engine.release("info")`.
    JobId waits(const std::string& app)
    {
        world.engine.hold("info");
        return world.start_job(JobKind::update, app, [this](JobContext&) { return ask_engine(); });
    }
    Task<Result<std::string>> ask_engine()
    {
        CO_CHECK(co_await world.engine.info());
        co_return std::string("{}");
    }
    Job end_of(JobId id) { return world.run(world.jobs->wait(id)).value(); }

    FakeWorld world;
};

TEST_F(Working, OneJobAtATimeWorksOnAnApp)
{
    const auto id = waits("blog");

    const auto second =
        world.jobs->start(JobKind::stop, "blog", {}, [](JobContext&) { return nothing(); }, world.executor());

    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
    EXPECT_EQ(second.error().key, "app_busy");
    EXPECT_EQ(second.error().details, (std::vector<std::pair<std::string, std::string>>{{"job", std::to_string(id)}}));
}

TEST_F(Working, ClaimsEveryAppItNames)
{
    world.engine.hold("info");
    world.start_job(JobKind::install, "bridge", [this](JobContext&) { return ask_engine(); }, {"broker"});

    EXPECT_EQ(world.jobs->check_free("broker").error().key, "app_busy");
    EXPECT_TRUE(world.jobs->check_free("blog"));
}

TEST_F(Working, TellsWhoIsClaimedAndFreed)
{
    std::string told;
    world.jobs->on_claim([&](std::string_view app, std::optional<JobId> job) {
        told += std::string(app) + (job ? " claimed; " : " free; ");
    });

    world.run_job(JobKind::update, "blog", [](JobContext&) { return nothing(); });

    EXPECT_EQ(told, "blog claimed; blog free; ");
}

TEST_F(Working, FreesTheAppBeforeAWaiterHearsOfTheEnd)
{
    const auto id = waits("blog");
    world.engine.release("info");

    end_of(id);

    EXPECT_TRUE(world.jobs->check_free("blog"));
}

TEST_F(Working, LetsABoundedNumberRunAndQueuesTheRest)
{
    limits({.at_once = 2, .queued = 1});
    waits("a");
    waits("b");
    const auto third = waits("c");

    const auto fourth = world.jobs->start(JobKind::stop, "d", {}, [](JobContext&) { return nothing(); }, world.executor());

    EXPECT_EQ(world.jobs->find(third)->state, JobState::queued);
    EXPECT_EQ(fourth.error().key, "too_many_jobs");
    EXPECT_TRUE(world.jobs->check_free("d"));
    world.engine.release("info");
    EXPECT_EQ(end_of(third).state, JobState::done);
}

TEST_F(Working, CancelsAQueuedJobAtOnce)
{
    limits({.at_once = 1});
    waits("a");
    const auto queued = waits("b");

    EXPECT_TRUE(world.jobs->cancel(queued));

    EXPECT_EQ(world.jobs->find(queued)->state, JobState::cancelled);
    EXPECT_TRUE(world.jobs->check_free("b"));
    EXPECT_EQ(world.jobs->cancel(queued).error().key, "job_ended");
}

TEST_F(Working, CancelsARunningJobAtItsNextWait)
{
    const auto id = waits("blog");
    world.settle();

    EXPECT_TRUE(world.jobs->cancel(id));
    const auto job = end_of(id);

    EXPECT_EQ(job.state, JobState::cancelled);
    EXPECT_EQ(job.error->kind, ErrorKind::cancelled);
    EXPECT_TRUE(job.finished_at);
    EXPECT_EQ(world.store.job(id)->state, JobState::cancelled);
    EXPECT_TRUE(world.jobs->check_free("blog"));
}

TEST_F(Working, MakesAnExceptionAFailedJob)
{
    const auto job = world.run_job(JobKind::update, "blog", [](JobContext&) -> Task<Result<std::string>> {
        throw std::runtime_error("a bug");
        co_return std::string();
    });

    EXPECT_EQ(job.state, JobState::failed);
    EXPECT_EQ(job.error->key, "internal");
}

TEST_F(Working, KnowsNoJobByAForeignNumber)
{
    EXPECT_EQ(world.run(world.jobs->wait(7)).error().key, "job_unknown");
    EXPECT_EQ(world.jobs->cancel(7).error().key, "job_unknown");
    EXPECT_FALSE(world.jobs->find(7));
}

TEST_F(Working, WaitsNoLongerThanItWasTold)
{
    const auto id = waits("blog");

    const auto job = world.run(world.jobs->wait(id, 20ms));

    EXPECT_EQ(job->state, JobState::running);
}

TEST_F(Working, AnswersAWaiterOfAnEndedJobAtOnce)
{
    const auto first = world.run_job(JobKind::update, "blog", [](JobContext&) { return nothing(); });

    EXPECT_EQ(end_of(first.id), first);
}

TEST_F(Working, TellsStagesInOrder)
{
    const auto job = world.run_job(JobKind::update, "blog", [](JobContext& context) {
        context.stage("pull", "Downloading");
        context.stage("start", "Starting");
        return nothing();
    });

    EXPECT_EQ(
        job.stages, (std::vector<JobStage>{{"pull", "Downloading", JobState::done}, {"start", "Starting", JobState::done}}));
}

TEST_F(Working, MarksTheStageThatFailed)
{
    const auto job = world.run_job(JobKind::update, "blog", [](JobContext& context) -> Task<Result<std::string>> {
        context.stage("pull", "Downloading");
        co_return fail({.kind = ErrorKind::upstream, .key = "pull_failed", .message = "no"});
    });

    EXPECT_EQ(job.stages.back().state, JobState::failed);
}

TEST_F(Working, NeverLetsProgressShrinkWithinAStage)
{
    Heard heard;
    world.jobs->listen(&heard);

    world.run_job(JobKind::update, "blog", [](JobContext& context) {
        context.stage("pull", "Downloading");
        context.progress({.bytes_done = 50, .bytes_total = 100});
        context.progress({.bytes_done = 20, .bytes_total = 300});
        context.progress({.bytes_done = 20, .bytes_total = 200});
        return nothing();
    });

    std::vector<JobProgress> told;
    for (const auto& job : heard.jobs) {
        if (told.empty() || told.back() != job.progress) told.push_back(job.progress);
    }
    EXPECT_EQ(told, (std::vector<JobProgress>{{0, 0}, {50, 100}, {50, 300}}));
}

TEST_F(Working, KeepsTheLastLinesOfTheLogAsCleanText)
{
    limits({.log_lines = 2});

    const auto job = world.run_job(JobKind::update, "blog", [](JobContext& context) {
        context.log("first");
        context.log("\x1b[31mred\x07");
        context.log("bad \xff byte");
        return nothing();
    });

    EXPECT_EQ(job.log, (std::vector<std::string>{"[31mred", "bad \xef\xbf\xbd byte"}));
}

TEST_F(Working, CutsALongLineBetweenCharacters)
{
    const auto job = world.run_job(JobKind::update, "blog", [](JobContext& context) {
        std::string line = "x";
        for (int i = 0; i < 2000; ++i) line += "\xc3\xa4";
        context.log(line);
        return nothing();
    });

    EXPECT_EQ(job.log.front().size(), 1999U);
}

TEST_F(Working, WritesAJobThatTookNoStepOnlyWhenItFailed)
{
    world.run_job(JobKind::update, "blog", [](JobContext&) { return nothing(); });
    EXPECT_EQ(world.store.calls(), "");

    world.run_job(JobKind::update, "blog", [](JobContext&) -> Task<Result<std::string>> {
        co_return fail({.kind = ErrorKind::upstream, .key = "pull_failed", .message = "no"});
    });
    EXPECT_EQ(world.store.calls(), "save 2 failed");
}

TEST_F(Working, WritesTheJobBeforeItsFirstStepAndItsEndAfterTheLast)
{
    world.run_job(JobKind::update, "blog", step);

    EXPECT_EQ(world.store.calls(), "save 1 running; about_to 1 step {}; taken 1 step {}; save 1 done");
}

TEST_F(Working, TakesNoStepThatCannotBeWritten)
{
    world.store.fails_from(2, {.kind = ErrorKind::no_space, .key = "disk_full", .message = "no space"});

    const auto job = world.run_job(JobKind::update, "blog", step);

    EXPECT_EQ(job.error->key, "disk_full");
}

TEST_F(Working, GoesOnWhenOnlyTheDoneStepCannotBeWritten)
{
    world.store.fails_from(3, {.kind = ErrorKind::no_space, .key = "disk_full", .message = "no space"});

    EXPECT_EQ(world.run_job(JobKind::update, "blog", step).state, JobState::done);
}

TEST_F(Working, WritesAMissingEndBeforeAnyFurtherStep)
{
    world.store.fails_from(4, {.kind = ErrorKind::no_space, .key = "disk_full", .message = "no space"});
    world.run_job(JobKind::update, "blog", step);
    EXPECT_EQ(world.run_job(JobKind::update, "blog", step).error->key, "disk_full");
    world.store.works_again();
    world.store.forget_calls();

    world.run_job(JobKind::update, "blog", step);

    EXPECT_EQ(
        world.store.calls(), "save 1 done; save 2 failed; save 3 running; about_to 3 step {}; taken 3 step {}; save 3 done");
}

TEST_F(Working, RemembersABoundedNumberOfEndedJobs)
{
    limits({.kept = 2});
    for (int i = 0; i < 5; ++i) world.run_job(JobKind::update, "blog", [](JobContext&) { return nothing(); });
    const auto running = waits("blog");

    ASSERT_EQ(world.jobs->list().size(), 3U); // one that runs is never forgotten
    EXPECT_EQ(world.jobs->list().front().id, running);
}

TEST_F(Working, ForgetsNoJobWhoseEndIsStillBeingTold)
{
    limits({.at_once = 8, .kept = 1});
    std::vector<JobId> ids;
    for (const auto* app : {"a", "b", "c", "d", "e", "f"}) ids.push_back(waits(app));
    world.settle();
    world.engine.release("info");
    world.settle();

    EXPECT_EQ(world.jobs->running(), 0U);
    EXPECT_EQ(world.jobs->list().size(), 1U);
}

TEST_F(Working, DeletesOldJobsFromTheStoreNowAndThen)
{
    for (int i = 0; i < 40; ++i) world.run_job(JobKind::update, "blog", step);

    EXPECT_NE(world.store.calls().find("trim 200"), std::string::npos);
}

TEST_F(Working, CountsOnFromEarlierRuns)
{
    world.run_job(JobKind::update, "blog", step);
    world.restart_daemon();

    EXPECT_EQ(world.jobs->find(1)->state, JobState::done);
    EXPECT_EQ(world.run_job(JobKind::update, "blog", step).id, 2);
}

TEST_F(Working, HoldsTheAppsOfAnInterruptedJobUntilItIsEnded)
{
    world.store.has({.id = 4, .kind = JobKind::install, .app = "bridge", .state = JobState::running},
        {{.job = 4, .step = "folder broker"}, {.job = 4, .step = "remove with data"}});
    world.restart_daemon();

    EXPECT_EQ(world.jobs->check_free("bridge").error().key, "app_busy");
    EXPECT_EQ(world.jobs->check_free("broker").error().key, "app_busy");
    EXPECT_EQ(world.jobs->cancel(4).error().key, "job_interrupted");

    world.run(world.jobs->end_interrupted(4, {.kind = ErrorKind::cancelled, .key = "interrupted"}));

    EXPECT_TRUE(world.jobs->check_free("bridge"));
    EXPECT_TRUE(world.jobs->check_free("broker"));
    EXPECT_EQ(world.store.job(4)->state, JobState::failed);
}

TEST_F(Working, WakesWhoWaitsForAnInterruptedJob)
{
    world.store.has({.id = 4, .kind = JobKind::install, .app = "bridge", .state = JobState::running});
    world.restart_daemon();
    std::optional<Job> seen;
    auto watch = [](Jobs& jobs, std::optional<Job>& out) -> Task<void> {
        const auto job = co_await jobs.wait(4);
        out = *job;
    };
    boost::asio::co_spawn(world.io, watch(*world.jobs, seen), [](std::exception_ptr) { });
    world.settle();

    world.run(world.jobs->end_interrupted(4, {.kind = ErrorKind::cancelled, .key = "interrupted"}));
    world.settle();

    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->state, JobState::failed);
}

TEST_F(Working, DrainsByCancellingEverything)
{
    limits({.at_once = 1});
    const auto running = waits("a");
    const auto queued = waits("b");
    world.settle();

    world.run(world.jobs->drain(1s));

    EXPECT_EQ(world.jobs->running(), 0U);
    EXPECT_EQ(world.jobs->find(running)->state, JobState::cancelled);
    EXPECT_EQ(world.jobs->find(queued)->state, JobState::cancelled);
    const auto late = world.jobs->start(JobKind::stop, "c", {}, [](JobContext&) { return nothing(); }, world.executor());
    EXPECT_EQ(late.error().key, "stopping");
}

TEST_F(Working, DrainsNoLongerThanItsLimit)
{
    world.engine.hold("info");
    world.start_job(JobKind::update, "blog", [this](JobContext&) -> Task<Result<std::string>> {
        co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
        CO_CHECK(co_await world.engine.info());
        co_return std::string("{}");
    });
    world.settle();

    world.run(world.jobs->drain(20ms));

    EXPECT_EQ(world.jobs->running(), 1U);
    world.engine.release("info");
    world.settle();
}

} // namespace
} // namespace furtka::test
