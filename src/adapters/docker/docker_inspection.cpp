#include "adapters/docker/docker_inspection.hpp"

#include "adapters/docker/inspection_reader.hpp"

#include <fmt/format.h>

namespace furtka::docker {
namespace {

constexpr ApiVersion tells_platforms{1, 48};

} // namespace

Task<Result<std::vector<LocalImage>>> DockerInspection::images()
{
    CO_TRY(const std::string body, co_await connection_.get("/images/json"));
    co_return read_image_list(body);
}

Task<Result<std::optional<InspectedImage>>> DockerInspection::image(ImageId id)
{
    CO_TRY(const auto api, co_await connection_.api_version());
    http::ClientRequest ask;
    ask.target = fmt::format("/images/{}/json{}", id.text, api >= tells_platforms ? "?manifests=1" : "");
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return std::optional<InspectedImage>{};
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    CO_TRY(auto image, read_inspected_image(answer.body));
    co_return std::optional(std::move(image));
}

Task<Result<std::vector<LayerChange>>> DockerInspection::changes(ContainerId id)
{
    CO_TRY(const std::string body, co_await look_at(id, "/changes"));
    co_return read_changes(body);
}

Task<Result<ContainerFacts>> DockerInspection::container(ContainerId id)
{
    CO_TRY(const std::string body, co_await look_at(id, "/json"));
    co_return read_container_facts(body);
}

Task<Result<std::optional<FileFacts>>> DockerInspection::file(ContainerId id, std::string path)
{
    http::ClientRequest ask;
    ask.method = "HEAD";
    ask.target = fmt::format("/containers/{}/archive?path={}", http::percent_encode(id.text), http::percent_encode(path));
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return std::optional<FileFacts>{};
    if (!is_success(answer.status)) co_return fail(Connection::refused("HEAD", target, answer));
    co_return read_file_facts(answer.headers.find("X-Docker-Container-Path-Stat").value_or(""));
}

Task<Result<std::vector<NetworkGuest>>> DockerInspection::network_guests()
{
    CO_TRY(const std::string body, co_await connection_.get("/containers/json?all=1"));
    co_return read_network_guests(body);
}

Task<Result<std::string>> DockerInspection::look_at(ContainerId id, std::string what)
{
    http::ClientRequest ask;
    ask.target = "/containers/" + http::percent_encode(id.text) + what;
    const std::string target = ask.target;
    CO_TRY(http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "container_unknown",
            .message = fmt::format("the engine has no container {}", id.text),
            .hint = "it may just have been removed; look again"});
    }
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    co_return std::move(answer.body);
}

} // namespace furtka::docker
