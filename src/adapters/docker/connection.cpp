#include "adapters/docker/connection.hpp"

#include <fmt/format.h>

#include <utility>

namespace furtka::docker {
namespace {

constexpr std::size_t most_connections = 16;

/// The call without its query, for messages.
std::string call_name(std::string_view method, std::string_view target)
{
    return fmt::format("{} {}", method, target.substr(0, target.find('?')));
}

} // namespace

Connection::Connection(boost::asio::any_io_executor executor, http::Endpoint endpoint)
    : client_(std::move(executor), std::move(endpoint), most_connections)
{
}

Task<Result<EngineVersion>> Connection::negotiate_version()
{
    http::ClientRequest ask;
    ask.target = "/version";
    auto answer = co_await client_.request(std::move(ask));
    if (!answer) co_return fail(broken(std::move(answer).error()));
    if (!is_success(answer->status)) co_return fail(refused("GET", "/version", *answer));
    CO_TRY(const EngineVersion engine, read_version(answer->body));
    CO_TRY(const ApiVersion both, negotiate(engine));
    version_ = both;
    co_return engine;
}

Task<Result<ApiVersion>> Connection::api_version()
{
    if (version_) co_return *version_;
    CO_TRY(const EngineVersion engine, co_await negotiate_version());
    co_return std::min(engine.api, newest_api);
}

Task<Result<http::ClientResponse>> Connection::request(http::ClientRequest request)
{
    CO_TRY(const ApiVersion version, co_await api_version());
    request.target = fmt::format("/v{}{}", version.text(), request.target);
    auto answer = co_await client_.request(std::move(request));
    if (!answer) co_return fail(broken(std::move(answer).error()));
    co_return std::move(*answer);
}

Task<Result<std::string>> Connection::get(std::string target)
{
    http::ClientRequest ask;
    ask.target = target;
    CO_TRY(http::ClientResponse answer, co_await request(std::move(ask)));
    if (!is_success(answer.status)) co_return fail(refused("GET", target, answer));
    co_return std::move(answer.body);
}

Task<Result<http::ClientResponse>> Connection::stream(http::ClientRequest request, http::PieceSink sink)
{
    CO_TRY(const ApiVersion version, co_await api_version());
    request.target = fmt::format("/v{}{}", version.text(), request.target);
    auto answer = co_await client_.stream(std::move(request), std::move(sink));
    if (!answer) co_return fail(broken(std::move(answer).error()));
    co_return std::move(*answer);
}

Task<Result<http::ClientResponse>> Connection::transfer(
    http::ClientRequest request, http::BodySource source, http::BodySink sink)
{
    CO_TRY(const ApiVersion version, co_await api_version());
    request.target = fmt::format("/v{}{}", version.text(), request.target);
    // What the caller's own ends fail with is not the engine's.
    std::optional<Error> own;
    http::BodySource from;
    if (source) {
        from = [&own, &source]() -> Task<Result<std::string>> {
            auto piece = co_await source();
            if (!piece) own = piece.error();
            co_return piece;
        };
    }
    http::BodySink to;
    if (sink) {
        to = [&own, &sink](std::string piece) -> Task<Result<void>> {
            auto taken = co_await sink(std::move(piece));
            if (!taken) own = taken.error();
            co_return taken;
        };
    }
    auto answer = co_await client_.transfer(std::move(request), std::move(from), std::move(to));
    if (own) co_return fail(*std::move(own));
    if (!answer) co_return fail(broken(std::move(answer).error()));
    co_return std::move(*answer);
}

Task<Result<http::Upgraded>> Connection::upgrade(http::ClientRequest request)
{
    CO_TRY(const ApiVersion version, co_await api_version());
    request.target = fmt::format("/v{}{}", version.text(), request.target);
    auto answer = co_await client_.upgrade(std::move(request));
    if (!answer) co_return fail(broken(std::move(answer).error()));
    co_return std::move(*answer);
}

Error Connection::refused(std::string_view method, std::string_view target, const http::ClientResponse& answer)
{
    return {.kind = ErrorKind::upstream,
        .key = "engine_error",
        .message = fmt::format(
            "the engine refused {} ({}): {}", call_name(method, target), answer.status, read_message(answer.body)),
        .hint = "look at the engine's log",
        .details = {{"status", fmt::format("{}", answer.status)}}};
}

Error Connection::broken(Error error)
{
    if (error.kind == ErrorKind::cancelled) return error;
    version_.reset();
    switch (error.kind) {
    case ErrorKind::unavailable:
        error.key = "engine_unreachable";
        error.message = "the Docker engine cannot be reached: " + error.message;
        error.hint = "start Docker, or say where it is with --docker-host";
        break;
    case ErrorKind::timeout:
        error.key = "engine_timeout";
        error.message = "the Docker engine does not answer: " + error.message;
        error.hint = "look whether the engine hangs: docker ps";
        break;
    default:
        error.key = error.kind == ErrorKind::upstream ? "engine_error" : error.key;
        error.message = "the Docker engine's answer cannot be used: " + error.message;
        error.hint = "look at the engine's log";
    }
    return error;
}

} // namespace furtka::docker
