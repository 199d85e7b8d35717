#include "domain/job.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

TEST(JobWords, AreReadBackAsTheyAreWritten)
{
    using enum JobKind;
    std::string kinds;
    for (const auto kind : {install, update, remove, settings, start, stop, restart, reconcile}) {
        EXPECT_EQ(job_kind(to_text(kind)), kind);
        kinds += std::string(to_text(kind)) + ' ';
    }
    EXPECT_EQ(kinds, "install update remove settings start stop restart reconcile ");

    std::string states;
    for (const auto state : {JobState::queued, JobState::running, JobState::done, JobState::failed, JobState::cancelled}) {
        EXPECT_EQ(job_state(to_text(state)), state);
        states += std::string(to_text(state)) + ' ';
    }
    EXPECT_EQ(states, "queued running done failed cancelled ");
}

TEST(JobWords, ThatNobodyWritesAreNone)
{
    EXPECT_EQ(job_kind("Install"), std::nullopt);
    EXPECT_EQ(job_kind(""), std::nullopt);
    EXPECT_EQ(job_state("finished"), std::nullopt);
}

TEST(AJob, HasEndedWhenItIsDoneFailedOrCancelled)
{
    Job job;
    const auto ended = [&](JobState state) {
        job.state = state;
        return job.ended();
    };
    EXPECT_FALSE(ended(JobState::queued));
    EXPECT_FALSE(ended(JobState::running));
    EXPECT_TRUE(ended(JobState::done));
    EXPECT_TRUE(ended(JobState::failed));
    EXPECT_TRUE(ended(JobState::cancelled));
}

} // namespace
} // namespace furtka
