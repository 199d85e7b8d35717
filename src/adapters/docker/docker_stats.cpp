#include "adapters/docker/docker_stats.hpp"

#include "adapters/docker/json_fields.hpp"
#include "http/json_lines.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::docker {
namespace {

constexpr std::size_t longest_stats = std::size_t{256} * 1024;
constexpr std::chrono::seconds silence{30};

double count_in(const boost::json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::optional<double> cpu_percent(const boost::json::object& now, const boost::json::object& before)
{
    const double system = count_in(now, "system_cpu_usage") - count_in(before, "system_cpu_usage");
    if (count_in(before, "system_cpu_usage") <= 0 || system <= 0) return std::nullopt;
    const double own =
        count_in(object_in(now, "cpu_usage"), "total_usage") - count_in(object_in(before, "cpu_usage"), "total_usage");
    const double cpus = std::max(1.0, count_in(now, "online_cpus"));
    return std::max(0.0, own / system * cpus * 100.0);
}

/// As the docker client counts: `inactive_file` of cgroup 2, `total_inactive_file` of cgroup 1.
std::uint64_t memory_of(const boost::json::object& memory)
{
    const double usage = count_in(memory, "usage");
    const auto& parts = object_in(memory, "stats");
    const double cache =
        parts.contains("total_inactive_file") ? count_in(parts, "total_inactive_file") : count_in(parts, "inactive_file");
    return static_cast<std::uint64_t>(cache < usage ? usage - cache : usage);
}

} // namespace

std::optional<StatsSample> read_stats(std::string_view line)
{
    const auto root = parse_object(line, "GET /containers/{id}/stats");
    if (!root) return std::nullopt;
    const auto& memory = object_in(*root, "memory_stats");
    if (count_in(memory, "usage") <= 0) return std::nullopt;
    return StatsSample{.cpu_percent = cpu_percent(object_in(*root, "cpu_stats"), object_in(*root, "precpu_stats")),
        .memory_bytes = memory_of(memory),
        .memory_limit = static_cast<std::uint64_t>(count_in(memory, "limit"))};
}

Task<Result<void>> DockerStats::follow(ContainerId id, StatsSink sink)
{
    http::ClientRequest ask;
    ask.target = fmt::format("/containers/{}/stats?stream=1", http::percent_encode(id.text));
    ask.silence = silence;
    const std::string target = ask.target;
    bool wanted = true;
    http::LineSplitter lines(
        [&](std::string_view line) {
            const auto sample = read_stats(line);
            if (wanted && sample) wanted = sink(*sample);
        },
        longest_stats);
    CO_TRY(const http::ClientResponse answer,
        co_await connection_.stream(std::move(ask), [&](std::string_view bytes) { return lines.feed(bytes) && wanted; }));
    if (answer.status == 404) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "container_unknown",
            .message = fmt::format("the engine has no container {}", id.text),
            .hint = "list the app's containers again"});
    }
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    co_return Result<void>{};
}

} // namespace furtka::docker
