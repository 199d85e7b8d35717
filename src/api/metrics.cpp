#include "api/metrics.hpp"

#include "base/version.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

namespace furtka::api {
namespace {

class Text {
public:
    void begin(std::string_view name, std::string_view type, std::string_view help)
    {
        name_ = name;
        fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
    }
    template <class T>
    void value(T value)
    {
        fmt::format_to(std::back_inserter(text_), "{} {}\n", name_, value);
    }
    template <class T>
    void value(std::string_view label, std::string_view of, T value)
    {
        fmt::format_to(std::back_inserter(text_), "{}{{{}=\"{}\"}} {}\n", name_, label, of, value);
    }
    std::string take() { return std::move(text_); }

private:
    std::string name_;
    std::string text_;
};

std::uint64_t count_of(const auto& counts, auto key)
{
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
}

} // namespace

std::string metrics_text(const Figures& figures)
{
    using enum AppState;
    Text text;
    text.begin("furtka_info", "gauge", "Version of this Furtka.");
    text.value("version", version(), 1);
    text.begin("furtka_apps", "gauge", "Installed apps by state.");
    for (const auto state : {unknown, running, starting, unhealthy, stopped, failed, busy, broken}) {
        text.value("state", to_text(state), count_of(figures.apps, state));
    }
    text.begin("furtka_jobs", "gauge", "Remembered jobs by state.");
    for (const auto state : {JobState::queued, JobState::running, JobState::done, JobState::failed, JobState::cancelled}) {
        text.value("state", to_text(state), count_of(figures.jobs, state));
    }
    text.begin("furtka_engine_reachable", "gauge", "1 when the engine answers.");
    text.value(figures.engine_reachable ? 1 : 0);
    text.begin("furtka_http_requests_total", "counter", "Finished HTTP requests by status class.");
    for (std::size_t i = 0; i < figures.requests.size(); ++i)
        text.value("class", fmt::format("{}xx", i + 1), figures.requests[i]);
    text.begin("furtka_event_listeners", "gauge", "Open event streams.");
    text.value(figures.event_listeners);
    text.begin("furtka_uptime_seconds", "gauge", "Seconds since the start.");
    text.value(fmt::format("{:.3f}", figures.uptime_seconds));
    text.begin("process_resident_memory_bytes", "gauge", "Resident memory in bytes.");
    text.value(figures.resident_bytes);
    return text.take();
}

} // namespace furtka::api
