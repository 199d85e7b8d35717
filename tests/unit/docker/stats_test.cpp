#include "adapters/docker/docker_stats.hpp"
#include "engine_stand_in.hpp"

namespace furtka::docker {
namespace {

using Stats = AtAnEngine;

const std::string first =
    R"({"cpu_stats":{"cpu_usage":{"total_usage":1000},"system_cpu_usage":100000,"online_cpus":2},"precpu_stats":{},)"
    R"("memory_stats":{"usage":5000,"limit":9000,"stats":{"inactive_file":1000}}})";
const std::string second =
    R"({"cpu_stats":{"cpu_usage":{"total_usage":2000},"system_cpu_usage":104000,"online_cpus":2},)"
    R"("precpu_stats":{"cpu_usage":{"total_usage":1000},"system_cpu_usage":100000},)"
    R"("memory_stats":{"usage":6000,"limit":9000,"stats":{"total_inactive_file":500,"inactive_file":1}}})";

TEST_F(Stats, AreReadAsTheDockerClientReadsThem)
{
    EXPECT_EQ(read_stats(first), (StatsSample{.memory_bytes = 4000, .memory_limit = 9000}));
    EXPECT_EQ(read_stats(second), (StatsSample{.cpu_percent = 50.0, .memory_bytes = 5500, .memory_limit = 9000}));
}

TEST_F(Stats, OfAContainerThatEndsAreNone)
{
    EXPECT_EQ(read_stats(R"({"cpu_stats":{},"memory_stats":{}})"), std::nullopt);
    EXPECT_EQ(read_stats("nonsense"), std::nullopt);
}

TEST_F(Stats, AreFollowedUntilNobodyWantsThem)
{
    on("GET /v1.45/containers/4f1c/stats?stream=1 ", streamed({first, second, second}));
    std::vector<StatsSample> taken;
    StatsSink sink = [&](const StatsSample& sample) {
        taken.push_back(sample);
        return taken.size() < 2;
    };
    const auto followed = run(io, docker().stats().follow({"4f1c"}, sink));
    EXPECT_TRUE(followed.has_value());
    EXPECT_EQ(taken.size(), 2U);
}

TEST_F(Stats, OfAContainerThatIsGoneAreRefused)
{
    on("GET /v1.45/containers/4f1c/stats?stream=1 ", answer(404, R"({"message":"no such container"})"));
    const auto followed = run(io, docker().stats().follow({"4f1c"}, [](const StatsSample&) { return true; }));
    ASSERT_FALSE(followed.has_value());
    EXPECT_EQ(followed.error().key, "container_unknown");
}

} // namespace
} // namespace furtka::docker
