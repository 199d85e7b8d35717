#include "api/metrics.hpp"

#include <gtest/gtest.h>

namespace furtka::api {
namespace {

TEST(Metrics, ArePrometheusText)
{
    RequestCounts counts;
    for (const int status : {200, 204, 404, 503, 42, 999}) counts.add(status);
    const auto text = metrics_text({.apps = {{AppState::running, 3}},
        .jobs = {{JobState::done, 2}},
        .engine_reachable = true,
        .requests = counts.counts(),
        .event_listeners = 4,
        .uptime_seconds = 1.5,
        .resident_bytes = 4096});

    for (const std::string line : {"# TYPE furtka_apps gauge\n", "furtka_apps{state=\"running\"} 3\n",
             "furtka_apps{state=\"broken\"} 0\n", "furtka_jobs{state=\"done\"} 2\n", "furtka_engine_reachable 1\n",
             "furtka_http_requests_total{class=\"2xx\"} 2\n", "furtka_http_requests_total{class=\"4xx\"} 1\n",
             "furtka_http_requests_total{class=\"5xx\"} 1\n", "furtka_event_listeners 4\n", "furtka_uptime_seconds 1.500\n",
             "process_resident_memory_bytes 4096\n"}) {
        EXPECT_NE(text.find("\n" + line), std::string::npos) << line;
    }
    EXPECT_TRUE(
        text.starts_with("# HELP furtka_info Version of this Furtka.\n# TYPE furtka_info gauge\nfurtka_info{version=\""));
    EXPECT_TRUE(text.ends_with("\n"));
}

} // namespace
} // namespace furtka::api
