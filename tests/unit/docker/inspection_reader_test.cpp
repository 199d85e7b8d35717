#include "adapters/docker/inspection_reader.hpp"

#include <gtest/gtest.h>

namespace furtka::docker {
namespace {

TEST(ReadContainerFacts, TellsMountsNetworkAndTheLastStart)
{
    const auto read = read_container_facts(R"({"HostConfig":{"NetworkMode":"bridge"},
        "Mounts":[{"Type":"volume","Name":"furtka_blog_data","Destination":"/data"}],
        "State":{"Running":true,"StartedAt":"1970-01-01T00:01:00.5Z"}})");

    const ContainerFacts wanted{.mounts = {{.type = "volume", .name = "furtka_blog_data", .target = "/data"}},
        .network_mode = "bridge",
        .started_at = std::chrono::sys_seconds(std::chrono::seconds(60))};
    EXPECT_EQ(read.value(), wanted);
}

TEST(ReadContainerFacts, TellsNoStartOfWhatDoesNotRun)
{
    const auto read = read_container_facts(R"({"State":{"Running":false,"StartedAt":"2024-05-01T10:20:30Z"}})");
    EXPECT_EQ(read->started_at, std::nullopt);
    EXPECT_FALSE(read_container_facts("[]"));
}

} // namespace
} // namespace furtka::docker
