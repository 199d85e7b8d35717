#include "adapters/docker/docker_foreign_containers.hpp"

#include "adapters/docker/container_reader.hpp"
#include "adapters/docker/filters.hpp"
#include "adapters/docker/foreign_reader.hpp"
#include "adapters/docker/labels.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::docker {
namespace {

constexpr std::size_t most_foreign = 500;
constexpr std::chrono::minutes stop_patience{10};
constexpr int not_modified = 304; ///< it is so already

std::string foreign_path(const ContainerId& id, std::string_view rest)
{
    return fmt::format("/containers/{}{}", http::percent_encode(id.text), rest);
}

Error foreign_unknown(const ContainerId& id)
{
    return {.kind = ErrorKind::not_found,
        .key = "container_unknown",
        .message = fmt::format("the engine has no container {}", id.text.substr(0, 12)),
        .hint = "look at what can be taken over again"};
}

Error start_failure(const std::string& target, const http::ClientResponse& answer)
{
    auto error = Connection::refused("POST", target, answer);
    const bool port =
        error.message.contains("port is already allocated") || error.message.contains("address already in use");
    if (!port) return error;
    error.kind = ErrorKind::conflict;
    error.key = "port_in_use";
    error.hint = "stop what uses the port, then try again";
    return error;
}

} // namespace

Task<Result<std::vector<ForeignContainer>>> DockerForeignContainers::list(std::vector<std::string> left_out)
{
    CO_TRY(const std::string body, co_await connection_.get("/containers/json?all=1&" + filter("label", project_label)));
    CO_TRY(const auto listed, read_container_list(body));
    std::vector<ForeignContainer> foreign;
    for (const auto& container : listed) {
        if (foreign.size() == most_foreign) break;
        if (std::ranges::find(left_out, container.project) != left_out.end()) continue;
        auto inspected = co_await inspect(container.id);
        if (inspected) {
            foreign.push_back(*std::move(inspected));
        } else if (inspected.error().kind != ErrorKind::not_found) { // gone meanwhile
            co_return fail(inspected.error());
        }
    }
    co_return foreign;
}

Task<Result<ForeignContainer>> DockerForeignContainers::inspect(ContainerId id)
{
    http::ClientRequest ask;
    ask.target = foreign_path(id, "/json");
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return fail(foreign_unknown(id));
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    co_return read_foreign_container(answer.body);
}

Task<Result<void>> DockerForeignContainers::set_restart(ContainerId id, RestartPolicy policy)
{
    namespace json = boost::json;
    const json::object restart{{"Name", policy.name}, {"MaximumRetryCount", policy.most_tries}};
    http::ClientRequest ask;
    ask.method = "POST";
    ask.target = foreign_path(id, "/update");
    ask.headers.set("Content-Type", "application/json");
    ask.body = json::serialize(json::object{{"RestartPolicy", restart}});
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return fail(foreign_unknown(id));
    if (!is_success(answer.status)) co_return fail(Connection::refused("POST", target, answer));
    co_return Result<void>{};
}

Task<Result<void>> DockerForeignContainers::stop(ContainerId id)
{
    http::ClientRequest ask;
    ask.method = "POST";
    ask.target = foreign_path(id, "/stop");
    ask.limit = stop_patience;
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return fail(foreign_unknown(id));
    if (!is_success(answer.status) && answer.status != not_modified)
        co_return fail(Connection::refused("POST", target, answer));
    co_return Result<void>{};
}

Task<Result<void>> DockerForeignContainers::start(ContainerId id)
{
    http::ClientRequest ask;
    ask.method = "POST";
    ask.target = foreign_path(id, "/start");
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return fail(foreign_unknown(id));
    if (!is_success(answer.status) && answer.status != not_modified) co_return fail(start_failure(target, answer));
    co_return Result<void>{};
}

Task<Result<void>> DockerForeignContainers::remove(ContainerId id)
{
    http::ClientRequest ask;
    ask.method = "DELETE";
    ask.target = foreign_path(id, "");
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404 || is_success(answer.status)) co_return Result<void>{};
    if (answer.status == 409) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "container_running",
            .message = fmt::format("container {} cannot be removed: {}", id.text.substr(0, 12), read_message(answer.body)),
            .hint = "stop it first"});
    }
    co_return fail(Connection::refused("DELETE", target, answer));
}

} // namespace furtka::docker
