#include "cli/daemon.hpp"

#include "cli/error_kind.hpp"
#include "cli/json_read.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <exception>
#include <optional>
#include <unistd.h>
#include <utility>

namespace furtka::cli {
namespace {

std::string place(const http::Endpoint& endpoint)
{
    return endpoint.unix_socket ? endpoint.path
                                : fmt::format("{}://{}:{}", endpoint.tls ? "https" : "http", endpoint.host, endpoint.port);
}

// The errors of the connection itself, told for somebody who does not know what a socket is.
Error connection_error(const http::Endpoint& endpoint, Error error)
{
    if (error.key == "connect" && endpoint.unix_socket && ::access(endpoint.path.c_str(), W_OK) != 0 && errno == EACCES) {
        return {.kind = ErrorKind::denied,
            .key = "socket_denied",
            .message = fmt::format("you may not use the Furtka daemon's socket {}", endpoint.path),
            .hint =
                "put sudo before the command, or join the group furtka (sudo usermod -aG furtka $USER) and log in again"};
    }
    if (error.key == "connect") {
        return {.kind = ErrorKind::unavailable,
            .key = std::string(daemon_away),
            .message = fmt::format("the Furtka daemon does not answer on {}", place(endpoint)),
            .hint = "start it with: sudo systemctl start furtka (or in another terminal: furtka serve)"};
    }
    if (error.key == "tls_failed") {
        error.hint = "is it this server? then get its authority there with: furtka certificate get > furtka-ca.crt "
                     "and give it with --ca furtka-ca.crt";
        return error;
    }
    if (error.key == "http_protocol" || error.key == "stream_cut") {
        return {.kind = ErrorKind::unavailable,
            .key = std::string(daemon_away),
            .message = fmt::format("the Furtka daemon on {} ended in the middle of its answer", place(endpoint)),
            .hint = "see its log with: journalctl -u furtka"};
    }
    return error;
}

} // namespace

struct Daemon::Impl {
    explicit Impl(const http::Endpoint& endpoint) : client(io.get_executor(), endpoint, 1) { }

    Result<http::ClientResponse> run(Task<Result<http::ClientResponse>> task)
    {
        std::optional<Result<http::ClientResponse>> kept;
        std::exception_ptr problem;
        // Stopped rather than run dry: an idle connection keeps a timer.
        auto on_end = [&](std::exception_ptr thrown, Result<http::ClientResponse> result) {
            problem = std::move(thrown);
            kept = std::move(result);
            io.stop();
        };
        boost::asio::co_spawn(io, std::move(task), std::move(on_end));
        io.restart();
        io.run();
        if (problem) std::rethrow_exception(problem);
        return std::move(*kept);
    }

    boost::asio::io_context io{1};
    http::Client client;
};

Daemon::Daemon(http::Endpoint endpoint, std::string token, std::chrono::milliseconds limit)
    : endpoint_(std::move(endpoint)), token_(std::move(token)), limit_(limit), impl_(std::make_unique<Impl>(endpoint_))
{
}

Daemon::~Daemon() = default;

Result<std::string> Daemon::call(http::ClientRequest request)
{
    request.limit = limit_;
    authorize(request);
    auto answer = impl_->run(impl_->client.request(std::move(request)));
    if (!answer) return fail(connection_error(endpoint_, std::move(answer).error()));
    if (answer->status < 200 || answer->status >= 300) return fail(problem_error(answer->status, answer->body));
    return std::move(answer->body);
}

void Daemon::authorize(http::ClientRequest& request) const
{
    if (!token_.empty()) request.headers.add("Authorization", "Bearer " + token_);
}

Result<std::string> Daemon::get(std::string target) { return call({.target = std::move(target)}); }

Result<std::string> Daemon::remove(std::string target) { return call({.method = "DELETE", .target = std::move(target)}); }

Result<std::string> Daemon::post(std::string target, std::string body)
{
    http::ClientRequest request{.method = "POST", .target = std::move(target), .body = std::move(body)};
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Prefer", "respond-async");
    return call(std::move(request));
}

Result<std::string> Daemon::put(std::string target, std::string body, std::string hash)
{
    http::ClientRequest request{.method = "PUT", .target = std::move(target), .body = std::move(body)};
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Prefer", "respond-async");
    request.headers.add("If-Match", std::move(hash));
    return call(std::move(request));
}

Result<std::string> Daemon::post_bytes(std::string target, std::string bytes)
{
    http::ClientRequest request{.method = "POST", .target = std::move(target), .body = std::move(bytes)};
    request.headers.add("Content-Type", "application/octet-stream");
    return call(std::move(request));
}

Result<void> Daemon::stream(std::string target, http::PieceSink sink)
{
    http::ClientRequest request{.target = std::move(target), .limit = limit_};
    authorize(request);
    const auto answer = impl_->run(impl_->client.stream(std::move(request), std::move(sink)));
    if (!answer) return fail(connection_error(endpoint_, answer.error()));
    if (answer->status < 200 || answer->status >= 300) return fail(problem_error(answer->status, answer->body));
    return {};
}

Result<void> Daemon::web_socket(std::string target, http::SocketBody body)
{
    http::ClientRequest request{.target = std::move(target), .limit = limit_};
    authorize(request);
    const auto answer = impl_->run(impl_->client.web_socket(std::move(request), std::move(body)));
    if (!answer) return fail(connection_error(endpoint_, answer.error()));
    if (answer->status != 101) return fail(problem_error(answer->status, answer->body));
    return {};
}

Error problem_error(int status, std::string_view body)
{
    if (status == 308) {
        return {.kind = ErrorKind::denied,
            .key = "https_needed",
            .message = "the daemon is served by HTTPS there, and was asked in plain",
            .hint = "write https:// in --url"};
    }
    const auto document = parse_object(body);
    if (!document) {
        return {.kind = kind_of(status, ""),
            .key = "daemon_answer",
            .message = fmt::format("what answered does not speak Furtka's API: status {} without a reason", status),
            .hint = "check that --socket, --url or FURTKA_SOCKET name the Furtka daemon"};
    }
    Error error{.kind = kind_of(status, text_of(*document, "key")),
        .key = text_of(*document, "key"),
        .message = text_of(*document, "detail"),
        .hint = text_of(*document, "hint")};
    if (error.message.empty()) error.message = fmt::format("the daemon answered with status {}", status);
    // The daemon's `usage` of anything is not this program's.
    if (error.key == "usage") error.key = "daemon_answer";
    for (const auto* name : {"job", "line"}) {
        if (auto value = text_of(*document, name); !value.empty()) error.details.emplace_back(name, std::move(value));
    }
    return error;
}

} // namespace furtka::cli
