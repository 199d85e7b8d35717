#include "adapters/docker/docker_images.hpp"

#include "adapters/docker/pull_error.hpp"
#include "adapters/docker/pull_stream.hpp"
#include "async/timeout.hpp"
#include "base/base64.hpp"
#include "base/log.hpp"
#include "domain/own_tags.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::docker {
namespace {

namespace json = boost::json;

std::string full_name(const ImageRef& ref) { return fmt::format("{}/{}", ref.registry, ref.repository); }

/// Encoded for a path; the engine's routes take the slashes as they are.
std::string image_path(const ImageRef& ref)
{
    const std::string name = full_name(ref);
    const std::string full = ref.pinned() ? name + "@" + ref.digest : name + ":" + ref.tag;
    std::string encoded = http::percent_encode(full);
    for (auto at = encoded.find("%2F"); at != std::string::npos; at = encoded.find("%2F", at)) encoded.replace(at, 3, "/");
    return "/images/" + encoded;
}

std::string image_path(const ImageId& id) { return "/images/" + http::percent_encode(id.text); }

std::string what_of(const ImageRef& ref) { return "pull of " + ref.familiar(); }

Error silent(const ImageRef& ref, std::chrono::milliseconds silence)
{
    return {.kind = ErrorKind::timeout,
        .key = "pull_silent",
        .message = fmt::format("pull of {} stopped: nothing came for {} ms", ref.familiar(), silence.count()),
        .hint = fmt::format("check the network between this machine and {}, then try again", ref.registry)};
}

Error cut(const ImageRef& ref, const std::string& why)
{
    return {.kind = ErrorKind::upstream,
        .key = "pull_cut",
        .message = fmt::format("pull of {} broke off: {}", ref.familiar(), why),
        .hint = "look whether the engine was restarted, then try again"};
}

/// A failure of the exchange, as a failure of the pull.
Error cut_short(const ImageRef& ref, const PullLimits& limits, const Error& error)
{
    if (error.kind == ErrorKind::timeout) return silent(ref, limits.silence);
    const bool was_cut = error.kind == ErrorKind::upstream && error.key == "engine_error";
    return was_cut ? cut(ref, error.message) : error;
}

} // namespace

Task<Result<std::optional<Image>>> DockerImages::find(ImageRef ref) { return look_at(image_path(ref) + "/json"); }

Task<Result<std::optional<Image>>> DockerImages::find_id(ImageId id) { return look_at(image_path(id) + "/json"); }

Task<Result<std::optional<Image>>> DockerImages::look_at(std::string target)
{
    http::ClientRequest ask;
    ask.target = target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (answer.status == 404) co_return std::optional<Image>{};
    if (!is_success(answer.status)) co_return fail(Connection::refused("GET", target, answer));
    CO_TRY(Image image, read_image(answer.body));
    co_return std::optional(std::move(image));
}

Task<Result<void>> DockerImages::tag(ImageId id, ImageRef ref)
{
    http::ClientRequest ask;
    ask.method = "POST";
    ask.target = fmt::format(
        "{}/tag?repo={}&tag={}", image_path(id), http::percent_encode(full_name(ref)), http::percent_encode(ref.tag));
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (is_success(answer.status)) co_return Result<void>{};
    if (answer.status != 404) co_return fail(Connection::refused("POST", target, answer));
    co_return fail({.kind = ErrorKind::not_found,
        .key = "image_gone",
        .message = fmt::format("the engine has no image {} to be named {}", id.text, ref.familiar()),
        .hint = "another program may be removing images"});
}

Task<Result<void>> DockerImages::untag(ImageRef ref)
{
    if (!is_furtka_name(ref)) {
        co_return fail({.kind = ErrorKind::denied,
            .key = "tag_foreign",
            .message = fmt::format("{} is not a tag of Furtka's", ref.familiar()),
            .hint = "Furtka removes its own tags only"});
    }
    http::ClientRequest ask;
    ask.method = "DELETE";
    ask.target = image_path(ref) + "?noprune=1";
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (is_success(answer.status) || answer.status == 404) co_return Result<void>{};
    if (answer.status != 409) co_return fail(Connection::refused("DELETE", target, answer));
    co_return fail({.kind = ErrorKind::conflict,
        .key = "image_in_use",
        .message = fmt::format("{} is the last name of an image in use: {}", ref.familiar(), read_message(answer.body)),
        .hint = ""});
}

Task<Result<void>> DockerImages::drop_untagged(ImageId id)
{
    CO_TRY(const auto image, co_await find_id(id));
    if (!image || !image->tags.empty()) co_return Result<void>{};
    http::ClientRequest ask;
    ask.method = "DELETE";
    ask.target = image_path(id) + "?noprune=1";
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    const bool left = answer.status == 404 || answer.status == 409; // gone meanwhile, or a container was made from it
    if (is_success(answer.status) || left) co_return Result<void>{};
    co_return fail(Connection::refused("DELETE", target, answer));
}

Task<Result<std::vector<ImageRef>>> DockerImages::own_tags(std::string app)
{
    const std::string pattern = app.empty() ? std::string(own_tags_prefix) + "*/*" : own_repository(app, "*");
    const json::object filters{{"reference", json::array{json::value(pattern)}}};
    CO_TRY(const std::string body,
        co_await connection_.get("/images/json?filters=" + http::percent_encode(json::serialize(filters))));
    CO_TRY(auto tags, read_image_tags(body));
    std::vector<ImageRef> own;
    for (const auto& tag : tags) {
        const auto ref = ImageRef::parse(tag);
        if (ref && is_own_tag(*ref) && (app.empty() || is_own_tag_of(*ref, app))) own.push_back(*ref);
    }
    co_return own;
}

Task<Result<void>> DockerImages::pull(ImageRef ref, PullLimits limits, PullLineSink sink)
{
    const auto what = what_of(ref);
    return with_timeout(pull_without_end(std::move(ref), limits, std::move(sink)), limits.total, what);
}

Task<Result<void>> DockerImages::pull_without_end(ImageRef ref, PullLimits limits, PullLineSink sink)
{
    const auto login = co_await credentials_.find(ref.registry);
    // A helper that fails is no reason not to try: the image may be for everyone.
    if (!login) log::warning("login not used", {{"registry", ref.registry}, {"why", login.error().message}});
    http::ClientRequest ask;
    ask.method = "POST";
    ask.target = pull_target(ref);
    ask.limit = limits.silence;
    ask.silence = limits.silence;
    if (login && *login) ask.headers.set("X-Registry-Auth", registry_auth(ref.registry, **login));

    PullStream stream(std::move(sink));
    const auto answer =
        co_await connection_.stream(std::move(ask), [&stream](std::string_view bytes) { return stream.feed(bytes); });
    if (stream.stopped()) {
        co_return fail({.kind = ErrorKind::cancelled, .key = "pull_stopped", .message = what_of(ref) + " was given up"});
    }
    stream.finish();
    if (stream.failure()) co_return fail(pull_error(ref, {200, *stream.failure()}));
    if (!answer) co_return fail(cut_short(ref, limits, answer.error()));
    if (!is_success(answer->status)) {
        co_return fail(pull_error(ref, {answer->status, read_message(answer->body)}));
    }
    if (!stream.complete()) co_return fail(cut(ref, "the engine's stream ended without its closing line"));
    co_return Result<void>{};
}

std::string registry_auth(const std::string& registry, const RegistryLogin& login)
{
    json::object auth{{"serveraddress", login_server(registry)}};
    if (login.identity_token.empty()) {
        auth["username"] = login.username;
        auth["password"] = login.password;
    } else {
        auth["identitytoken"] = login.identity_token;
    }
    return base64_encode(json::serialize(auth), Base64::url_safe);
}

std::string pull_target(const ImageRef& ref)
{
    const std::string name = fmt::format("{}/{}", ref.registry, ref.repository);
    const std::string& version = ref.pinned() ? ref.digest : ref.tag;
    return fmt::format("/images/create?fromImage={}&tag={}", http::percent_encode(name), http::percent_encode(version));
}

} // namespace furtka::docker
