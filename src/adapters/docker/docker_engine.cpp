#include "adapters/docker/docker_engine.hpp"

#include "adapters/docker/container_reader.hpp"
#include "adapters/docker/engine_reader.hpp"
#include "adapters/docker/filters.hpp"
#include "adapters/docker/labels.hpp"
#include "http/json_lines.hpp"
#include "http/percent.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace furtka::docker {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_event = std::size_t{1024} * 1024;
constexpr std::chrono::seconds subscription_limit{10};

/// The engine answers a subscription a moment before it begins to listen to itself (28.5, `getEvents`). Asking for events
/// since the request was made closes that gap: those come from the engine's buffer.
std::string events_target(std::chrono::system_clock::time_point now)
{
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()).count();
    return fmt::format(
        "/events?since={}.{:09}&{}", since / 1'000'000'000, since % 1'000'000'000, filter("type", "container"));
}

Error ended(const std::string& why)
{
    return {.kind = ErrorKind::unavailable,
        .key = "engine_unreachable",
        .message = fmt::format("the engine's events ended: {}", why),
        .hint = "look whether the engine was stopped or restarted"};
}

} // namespace

Task<Result<EngineInfo>> DockerEngine::info()
{
    CO_TRY(const EngineVersion engine, co_await connection_.negotiate_version());
    CO_TRY(const ApiVersion api, co_await connection_.api_version());
    EngineInfo info;
    info.version = engine.version;
    info.api_version = api.text();
    info.architecture = engine.architecture;
    CO_TRY(const std::string body, co_await connection_.get("/info"));
    CO_CHECK(read_info(body, info));
    co_return info;
}

Task<Result<void>> DockerEngine::follow(std::function<void()> opened, std::function<void(const EngineEvent&)> sink)
{
    http::LineSplitter lines(
        [&sink](std::string_view line) {
            if (const auto event = read_event(line)) sink(*event);
        },
        longest_event);
    http::ClientRequest ask;
    ask.target = events_target(std::chrono::system_clock::now());
    ask.limit = subscription_limit;
    ask.opened = std::move(opened);
    const std::string target = ask.target;
    const auto answer =
        co_await connection_.stream(std::move(ask), [&lines](std::string_view bytes) { return lines.feed(bytes); });
    if (!answer && answer.error().kind == ErrorKind::upstream) co_return fail(ended(answer.error().message));
    if (!answer) co_return fail(answer.error());
    if (!is_success(answer->status)) co_return fail(Connection::refused("GET", target, *answer));
    co_return fail(ended("the engine closed the stream"));
}

Task<Result<std::vector<Subnet>>> DockerEngine::subnets_in_use()
{
    CO_TRY(const std::string body, co_await connection_.get("/networks"));
    co_return read_subnets(body);
}

Task<Result<std::vector<std::string>>> DockerEngine::networks_of(std::string project)
{
    const auto wanted = filter("label", labelled(project_label, project));
    CO_TRY(const std::string body, co_await connection_.get("/networks?" + wanted));
    co_return read_network_names(body);
}

Task<Result<void>> DockerEngine::remove_networks(std::string project)
{
    CO_TRY(const auto names, co_await networks_of(project));
    for (const auto& name : names) CO_CHECK(co_await remove_network(name, project));
    co_return Result<void>{};
}

Task<Result<std::vector<ContainerId>>> DockerEngine::containers_of(std::string project)
{
    const auto wanted = filter("label", labelled(project_label, project));
    CO_TRY(const std::string body, co_await connection_.get("/containers/json?all=1&" + wanted));
    CO_TRY(const auto containers, read_container_list(body));
    std::vector<ContainerId> ids;
    for (const auto& container : containers) ids.push_back(container.id);
    co_return ids;
}

Task<Result<void>> DockerEngine::remove_network(std::string name, std::string project)
{
    CO_TRY(const auto own, co_await containers_of(std::move(project)));
    const std::string path = "/networks/" + http::percent_encode(name);
    CO_TRY(const std::string body, co_await connection_.get(path));
    CO_TRY(const auto members, read_network_members(body));
    const auto is_own = [&](const NetworkMember& member) {
        return member.gone() || std::ranges::find(own, member.id, &ContainerId::text) != own.end();
    };
    if (!std::ranges::all_of(members, is_own)) co_return Result<void>{};
    for (const auto& member : members) {
        http::ClientRequest detach;
        detach.method = "POST";
        detach.target = path + "/disconnect";
        detach.headers.set("Content-Type", "application/json");
        detach.body = json::serialize(json::object{{"Container", member.gone() ? member.name : member.id}, {"Force", true}});
        CO_TRY(const auto detached, co_await connection_.request(std::move(detach)));
        if (!is_success(detached.status) && detached.status != 404)
            co_return fail(Connection::refused("POST", path + "/disconnect", detached));
    }
    http::ClientRequest ask;
    ask.method = "DELETE";
    ask.target = path;
    CO_TRY(const auto answer, co_await connection_.request(std::move(ask)));
    if (!is_success(answer.status) && answer.status != 404) co_return fail(Connection::refused("DELETE", path, answer));
    co_return Result<void>{};
}

} // namespace furtka::docker
