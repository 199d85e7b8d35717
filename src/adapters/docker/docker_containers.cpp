#include "adapters/docker/docker_containers.hpp"

#include "adapters/docker/container_reader.hpp"
#include "adapters/docker/filters.hpp"
#include "adapters/docker/labels.hpp"
#include "adapters/docker/log_frames.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::docker {
namespace {

constexpr int most_lines = 10'000;
constexpr std::chrono::seconds log_silence{30};

std::string path_of(const ContainerId& id) { return "/containers/" + http::percent_encode(id.text); }

Error unknown(const ContainerId& id, const http::ClientResponse& answer)
{
    return {.kind = ErrorKind::not_found,
        .key = "container_unknown",
        .message = fmt::format("the engine has no container {}: {}", id.text, read_message(answer.body)),
        .hint = "list the app's containers again"};
}

std::string logs_target(const ContainerId& id, const LogRequest& request)
{
    const auto flag = [](bool on) { return on ? 1 : 0; };
    return fmt::format("{}/logs?stdout=1&stderr=1&tail={}&follow={}&timestamps={}", path_of(id),
        std::clamp(request.tail, 0, most_lines), flag(request.follow), flag(request.timestamps));
}

Error unreadable_log(const ContainerId& id, const LogReader& reader)
{
    const std::string why = reader.broken() ? "its log is not in frames" : reader.engine_error();
    return {.kind = ErrorKind::upstream,
        .key = "engine_error",
        .message = fmt::format("the log of container {} cannot be read: {}", id.text, why),
        .hint = "look at the engine's log"};
}

} // namespace

Task<Result<std::vector<Container>>> DockerContainers::list(std::optional<std::string> project)
{
    const auto wanted = project ? labelled(project_label, *project) : std::string(project_label);
    CO_TRY(const std::string body, co_await connection_.get("/containers/json?all=1&" + filter("label", wanted)));
    co_return read_container_list(body);
}

Task<Result<Container>> DockerContainers::inspect(ContainerId id)
{
    CO_TRY(const std::string body, co_await look_at(id));
    CO_TRY(InspectedContainer inspected, read_container(body));
    co_return std::move(inspected.container);
}

Task<Result<std::vector<Container>>> DockerContainers::publishers(std::uint16_t port, std::string protocol)
{
    CO_TRY(const std::string body, co_await connection_.get("/containers/json"));
    CO_TRY(auto containers, read_container_list(body, Which::all));
    std::erase_if(containers, [&](const Container& container) {
        return std::ranges::none_of(
            container.ports, [&](const auto& p) { return p.host_port == port && p.protocol == protocol; });
    });
    co_return containers;
}

Task<Result<void>> DockerContainers::logs(ContainerId id, LogRequest request, LogLineSink sink)
{
    // API 1.41 does not tell the form of the stream in its content type, so the container is looked at first.
    CO_TRY(const std::string body, co_await look_at(id));
    CO_TRY(const InspectedContainer inspected, read_container(body));

    LogReader reader(inspected.tty ? LogReader::Form::raw : LogReader::Form::frames, std::move(sink));
    http::ClientRequest ask;
    ask.target = logs_target(id, request);
    if (!request.follow) ask.silence = log_silence;
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer,
        co_await connection_.stream(std::move(ask), [&reader](std::string_view bytes) { return reader.feed(bytes); }));
    if (answer.status == 404) co_return fail(unknown(id, answer));
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    if (reader.broken() || !reader.engine_error().empty()) co_return fail(unreadable_log(id, reader));
    reader.finish();
    co_return Result<void>{};
}

Task<Result<void>> DockerContainers::remove(ContainerId id)
{
    http::ClientRequest ask;
    ask.method = "DELETE";
    ask.target = path_of(id);
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return fail(unknown(id, answer));
    if (answer.status == 409) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "container_running",
            .message = fmt::format("container {} cannot be removed: {}", id.text, read_message(answer.body)),
            .hint = "stop it first"});
    }
    if (!is_success(answer.status)) co_return fail(Connection::refused("DELETE", path_of(id), answer));
    co_return Result<void>{};
}

Task<Result<std::string>> DockerContainers::look_at(ContainerId id)
{
    http::ClientRequest ask;
    ask.target = path_of(id) + "/json";
    const std::string target = ask.target;
    CO_TRY(http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return fail(unknown(id, answer));
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    co_return std::move(answer.body);
}

} // namespace furtka::docker
