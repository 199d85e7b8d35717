#include "adapters/docker/docker_volumes.hpp"

#include "adapters/docker/create_volume.hpp"
#include "adapters/docker/filters.hpp"
#include "adapters/docker/labels.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::docker {
namespace {

namespace json = boost::json;

std::string path_of(const std::string& name) { return "/volumes/" + http::percent_encode(name); }

Error foreign(const std::string& name)
{
    return {.kind = ErrorKind::denied,
        .key = "volume_foreign",
        .message = fmt::format("the volume {} was not made by Furtka, so Furtka does not delete it", name),
        .hint = fmt::format("if its data is not needed: docker volume rm {}", name)};
}

} // namespace

Task<Result<bool>> DockerVolumes::exists(std::string name)
{
    CO_TRY(const auto labels, co_await labels_of(std::move(name)));
    co_return labels.has_value();
}

Task<Result<Created>> DockerVolumes::ensure(AppName app, std::string short_name)
{
    // The engine's create answers 201 for a volume that is there, so only looking first tells which it was.
    auto name = volume_name(app, short_name);
    CO_TRY(const bool there, co_await exists(name));
    if (there) co_return Created::no;
    json::object labels{{managed_label, "true"}, {app_label, app.text()}, {volume_label, std::move(short_name)}};
    CO_CHECK(co_await create_volume(connection_, std::move(name), std::move(labels)));
    co_return Created::yes;
}

Task<Result<std::vector<std::string>>> DockerVolumes::names()
{
    CO_TRY(const std::string body, co_await connection_.get("/volumes"));
    co_return read_volume_names(body);
}

Task<Result<std::vector<std::string>>> DockerVolumes::of_app(AppName app)
{
    const auto wanted = filter("label", labelled(app_label, app.text()));
    CO_TRY(const std::string body, co_await connection_.get("/volumes?" + wanted));
    co_return read_volume_names(body);
}

Task<Result<void>> DockerVolumes::remove(std::string name)
{
    CO_TRY(const auto labels, co_await labels_of(name));
    if (!labels) co_return Result<void>{};
    if (!labels->contains(std::string(managed_label))) co_return fail(foreign(name));
    co_return co_await erase(std::move(name));
}

Task<Result<void>> DockerVolumes::remove_of_project(AppName app, std::string name)
{
    CO_TRY(const auto labels, co_await labels_of(name));
    if (!labels) co_return Result<void>{};
    const auto project = labels->find(std::string(project_label));
    if (project == labels->end() || project->second != app.text()) co_return fail(foreign(name));
    co_return co_await erase(std::move(name));
}

Task<Result<void>> DockerVolumes::erase(std::string name)
{
    http::ClientRequest ask;
    ask.method = "DELETE";
    ask.target = path_of(name);
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404 || is_success(answer.status)) co_return Result<void>{};
    if (answer.status == 409) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "volume_in_use",
            .message = fmt::format("the volume {} cannot be deleted: {}", name, read_message(answer.body)),
            .hint = "remove the containers that use it first"});
    }
    co_return fail(Connection::refused("DELETE", path_of(name), answer));
}

Task<Result<std::optional<DockerVolumes::Labels>>> DockerVolumes::labels_of(std::string name)
{
    http::ClientRequest ask;
    ask.target = path_of(name);
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return std::optional<Labels>{};
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", path_of(name), answer));
    CO_TRY(Labels labels, read_volume_labels(answer.body));
    co_return std::optional(std::move(labels));
}

} // namespace furtka::docker
