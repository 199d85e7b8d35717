#include "adapters/docker/docker_copies.hpp"

#include "adapters/docker/create_volume.hpp"
#include "adapters/docker/filters.hpp"
#include "adapters/docker/json_fields.hpp"
#include "adapters/docker/labels.hpp"
#include "async/cancellation.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::docker {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto copy_silence = 10 * 60s; ///< an engine packs a large layer before its first byte
/// No image has these, so nothing is copied into an empty volume. The engine gives owner and mode to every folder of a tar
/// but its top (seen on 20.10 to 28.5), so the place is below one.
constexpr std::string_view above_place = "/furtka-move";
constexpr std::string_view place_path = "/furtka-move/place";

http::ClientRequest ask_for(std::string method, std::string target)
{
    http::ClientRequest ask;
    ask.method = std::move(method);
    ask.target = std::move(target);
    ask.limit = copy_silence;
    ask.silence = copy_silence;
    return ask;
}

/// Nothing of it is ever run: the command only has to be there.
std::string helper_body(const CopiedPlace& place)
{
    // A bind written so is made when it is missing; a mount would be refused.
    json::object host{{"NetworkMode", "none"}};
    if (place.is_folder) {
        host["Binds"] = json::array{fmt::format("{}:{}", place.source, place_path)};
    } else {
        host["Mounts"] = json::array{json::object{{"Type", "volume"}, {"Source", place.source}, {"Target", place_path},
            {"VolumeOptions", json::object{{"NoCopy", true}}}}};
    }
    return json::serialize(
        json::object{{"Image", place.image.text}, {"Cmd", json::array{"never-started"}}, {"NetworkDisabled", true},
            {"Labels", json::object{{helper_label, place.app.text()}}}, {"HostConfig", std::move(host)}});
}

std::string archive_target(const std::string& id, std::string_view path)
{
    return fmt::format("/containers/{}/archive?path={}", http::percent_encode(id), http::percent_encode(std::string(path)));
}

Error disk_full(const std::string& words)
{
    return {.kind = ErrorKind::no_space,
        .key = "disk_full",
        .message = "the engine's disk is full: " + words,
        .hint = "free some space: remove apps or images that are not needed"};
}

/// `{"error": "…"}` in the stream of a load, which is answered 200 before anything was read.
std::string load_failure(std::string_view body)
{
    while (!body.empty()) {
        const auto line = body.substr(0, body.find('\n'));
        body.remove_prefix(std::min(line.size() + 1, body.size()));
        boost::system::error_code problem;
        const auto value = json::parse(line, problem);
        if (problem || !value.is_object()) continue;
        if (auto words = docker::text_in(value.get_object(), "error"); !words.empty()) return words;
    }
    return {};
}

} // namespace

Task<Result<void>> DockerCopies::save_images(std::vector<ImageRef> images, CopySink sink)
{
    std::string target = "/images/get";
    for (const auto& image : images) {
        target += fmt::format("{}names={}", target.ends_with("get") ? "?" : "&",
            http::percent_encode(fmt::format("{}/{}:{}", image.registry, image.repository, image.tag)));
    }
    CO_TRY(const auto answer, co_await connection_.transfer(ask_for("GET", target), {}, std::move(sink)));
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    co_return Result<void>{};
}

Task<Result<void>> DockerCopies::load_images(CopySource source)
{
    auto ask = ask_for("POST", "/images/load?quiet=1");
    ask.headers.set("Content-Type", "application/x-tar");
    std::string told;
    CopySink keep = [&told](std::string piece) -> Task<Result<void>> {
        if (told.size() < 64 * 1024) told += piece;
        co_return Result<void>{};
    };
    CO_TRY(const auto answer, co_await connection_.transfer(std::move(ask), std::move(source), std::move(keep)));
    const auto words = is_success(answer.status) ? load_failure(told) : read_message(answer.body);
    if (words.contains("no space left on device")) co_return fail(disk_full(words));
    if (!is_success(answer.status)) co_return fail(Connection::refused("POST", "/images/load", answer));
    if (words.empty()) co_return Result<void>{};
    co_return fail({.kind = ErrorKind::upstream,
        .key = "image_load",
        .message = "the engine could not take the images in: " + words,
        .hint = "look at the engine's log"});
}

Task<Result<void>> DockerCopies::drop_image(ImageRef ref)
{
    const auto target = "/images/" + http::percent_encode(fmt::format("{}/{}:{}", ref.registry, ref.repository, ref.tag));
    CO_TRY(const auto answer, co_await connection_.request(ask_for("DELETE", target)));
    // 409: a container was made from it meanwhile.
    if (is_success(answer.status) || answer.status == 404 || answer.status == 409) co_return Result<void>{};
    co_return fail(Connection::refused("DELETE", target, answer));
}

Task<Result<void>> DockerCopies::read_place(CopiedPlace place, CopySink sink)
{
    CO_TRY(const auto id, co_await make_helper(std::move(place)));
    const auto done = co_await guarded(read_from(id, std::move(sink)));
    co_await forget_cancellation();
    const auto removed = co_await remove_container(id);
    CO_CHECK(done);
    co_return removed;
}

Task<Result<void>> DockerCopies::write_place(CopiedPlace place, CopySource source)
{
    CO_TRY(const auto id, co_await make_helper(std::move(place)));
    const auto done = co_await guarded(write_to(id, std::move(source)));
    co_await forget_cancellation();
    const auto removed = co_await remove_container(id);
    CO_CHECK(done);
    co_return removed;
}

/// The engine mounts the volumes of a container that does not run for these calls too (20.10 to 28.5).
Task<Result<void>> DockerCopies::read_from(std::string id, CopySink sink)
{
    const auto target = archive_target(id, place_path);
    CO_TRY(const auto answer, co_await connection_.transfer(ask_for("GET", target), {}, std::move(sink)));
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    co_return Result<void>{};
}

Task<Result<void>> DockerCopies::write_to(std::string id, CopySource source)
{
    const auto target = archive_target(id, above_place);
    auto ask = ask_for("PUT", target);
    ask.headers.set("Content-Type", "application/x-tar");
    CO_TRY(const auto answer, co_await connection_.transfer(std::move(ask), std::move(source), {}));
    if (is_success(answer.status)) co_return Result<void>{};
    const auto words = read_message(answer.body);
    if (words.contains("no space left on device")) co_return fail(disk_full(words));
    co_return fail(Connection::refused("PUT", target, answer));
}

Task<Result<void>> DockerCopies::remove_helpers(AppName app)
{
    const auto wanted = labelled(helper_label, app.text());
    CO_TRY(const auto body, co_await connection_.get("/containers/json?all=1&" + filter("label", wanted)));
    CO_TRY(const auto containers, parse_array(body, "GET /containers/json"));
    for (const auto& container : containers) CO_CHECK(co_await remove_container(text_in(object_of(container), "Id")));
    co_return Result<void>{};
}

Task<Result<std::string>> DockerCopies::make_helper(CopiedPlace place)
{
    auto ask = ask_for("POST", "/containers/create");
    ask.headers.set("Content-Type", "application/json");
    ask.body = helper_body(place);
    CO_TRY(const auto answer, co_await connection_.request(std::move(ask)));
    if (!is_success(answer.status)) co_return fail(Connection::refused("POST", "/containers/create", answer));
    CO_TRY(const auto made, parse_object(answer.body, "POST /containers/create"));
    co_return text_in(made, "Id");
}

/// With the volumes without a name that its image asks for; a named one stays.
Task<Result<void>> DockerCopies::remove_container(std::string id)
{
    const auto target = fmt::format("/containers/{}?v=1&force=1", http::percent_encode(id));
    CO_TRY(const auto answer, co_await connection_.request(ask_for("DELETE", target)));
    if (is_success(answer.status) || answer.status == 404) co_return Result<void>{};
    co_return fail(Connection::refused("DELETE", target, answer));
}

Task<Result<void>> DockerCopies::make_project_volume(AppName app, std::string key)
{
    json::object labels{
        {managed_label, "true"}, {app_label, app.text()}, {project_label, app.text()}, {project_volume_label, key}};
    auto name = fmt::format("{}_{}", app.text(), key);
    co_return co_await create_volume(connection_, std::move(name), std::move(labels));
}

Task<Result<void>> DockerCopies::make_external_volume(AppName app, std::string name)
{
    json::object labels{{managed_label, "true"}, {app_label, app.text()}};
    co_return co_await create_volume(connection_, std::move(name), std::move(labels));
}

Task<Result<std::map<std::string, std::uint64_t>>> DockerCopies::volume_sizes()
{
    CO_TRY(const auto answer, co_await connection_.request(ask_for("GET", "/system/df?type=volume")));
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", "/system/df", answer));
    CO_TRY(const auto told, parse_object(answer.body, "GET /system/df"));
    std::map<std::string, std::uint64_t> sizes;
    for (const auto& volume : array_in(told, "Volumes")) {
        const auto size = number_in(object_in(object_of(volume), "UsageData"), "Size");
        if (size > 0) sizes.emplace(text_in(object_of(volume), "Name"), static_cast<std::uint64_t>(size));
    }
    co_return sizes;
}

} // namespace furtka::docker
