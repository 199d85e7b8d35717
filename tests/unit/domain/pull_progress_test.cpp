#include "domain/pull_progress.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace furtka {
namespace {

using Bytes = JobProgress;

TEST(PullProgressing, AddsUpTheBytesOfAllLayers)
{
    PullProgress progress;
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 10, .total = 100});
    progress.add("web", {.layer = "b", .status = "Downloading", .current = 5, .total = 50});
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 30, .total = 100});
    EXPECT_EQ(progress.sum(), (Bytes{35, 150}));
}

TEST(PullProgressing, KnowsNothingBeforeTheFirstBytes)
{
    PullProgress progress;
    progress.add("web", {.layer = "1.27", .status = "Pulling from library/nginx"});
    progress.add("web", {.layer = "a", .status = "Pulling fs layer"});
    progress.add("web", {.layer = "b", .status = "Already exists"});
    progress.add("web", {.layer = "", .status = "Digest: sha256:0"});
    EXPECT_EQ(progress.sum(), (Bytes{0, 0}));
}

TEST(PullProgressing, TellsNoTotalBeforeTheSizeOfEveryAnnouncedLayerIsKnown)
{
    PullProgress progress;
    for (const char* layer : {"a", "b", "c"}) progress.add("web", {.layer = layer, .status = "Pulling fs layer"});
    progress.add("web", {.layer = "c", .status = "Already exists"});
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 10, .total = 10});
    EXPECT_EQ(progress.sum(), (Bytes{10, 0})) << "b may be the large one";

    progress.add("web", {.layer = "b", .status = "Downloading", .current = 5, .total = 990});
    EXPECT_EQ(progress.sum(), (Bytes{15, 1000}));

    progress.add("other", {.layer = "d", .status = "Waiting"});
    EXPECT_EQ(progress.sum(), (Bytes{15, 1000})) << "what was told is not taken back";
}

TEST(PullProgressing, NamesDownloadedLayersWhoseSizeWasNotTold)
{
    PullProgress progress;
    for (const char* layer : {"a", "b", "c"}) progress.add("web", {.layer = layer, .status = "Pulling fs layer"});
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 4, .total = 10});
    for (const char* layer : {"a", "b"}) progress.add("web", {.layer = layer, .status = "Download complete"});
    progress.add("web", {.layer = "b", .status = "Extracting", .current = 1}); // a second
    progress.add("web", {.layer = "c", .status = "Already exists"});
    EXPECT_EQ(progress.unsized(), (std::set<std::string, std::less<>>{"b"}));
    EXPECT_EQ(progress.sum().bytes_done, 10U);

    progress.set_size("b", 30);
    progress.set_size("a", 999);
    EXPECT_TRUE(progress.unsized().empty());
    EXPECT_EQ(progress.sum().bytes_done, 40U);
}

TEST(PullProgressing, NeverJumpsBackWhenALayerIsExtractedOrTriedAgain)
{
    PullProgress progress;
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 90, .total = 100});
    progress.add("web", {.layer = "a", .status = "Retrying in 5 seconds"});
    EXPECT_EQ(progress.sum(), (Bytes{90, 100}));
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 10, .total = 100});
    EXPECT_EQ(progress.sum(), (Bytes{90, 100}));
    progress.add("web", {.layer = "a", .status = "Download complete"});
    EXPECT_EQ(progress.sum(), (Bytes{100, 100}));
    progress.add("web", {.layer = "a", .status = "Extracting", .current = 1, .total = 100});
    progress.add("web", {.layer = "a", .status = "Pull complete"});
    EXPECT_EQ(progress.sum(), (Bytes{100, 100}));
}

TEST(PullProgressing, CountsALayerOfTwoImagesOnce)
{
    PullProgress progress;
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 40, .total = 100});
    progress.add("worker", {.layer = "a", .status = "Downloading", .current = 60, .total = 100});
    EXPECT_EQ(progress.sum(), (Bytes{60, 100}));
}

TEST(PullProgressing, TakesMoreBytesThanAnnouncedAsTheTotal)
{
    PullProgress progress;
    progress.add("web", {.layer = "a", .status = "Downloading", .current = 40, .total = 0});
    EXPECT_EQ(progress.sum(), (Bytes{40, 40}));
}

TEST(PullProgressing, SurvivesAnEngineThatNamesAbsurdFigures)
{
    const auto most = std::numeric_limits<std::uint64_t>::max();
    PullProgress progress;
    progress.add("web", {.layer = "a", .status = "Downloading", .current = most, .total = most});
    progress.add("web", {.layer = "b", .status = "Downloading", .current = 2, .total = 3});
    EXPECT_EQ(progress.sum(), (Bytes{most, most}));
}

TEST(PullProgressing, KeepsABoundedNumberOfLayers)
{
    PullProgress progress;
    for (int i = 0; i < 30'000; ++i)
        progress.add("web", {.layer = std::to_string(i), .status = "Downloading", .current = 1, .total = 1});
    EXPECT_EQ(progress.sum(), (Bytes{20'000, 20'000}));
}

} // namespace
} // namespace furtka
