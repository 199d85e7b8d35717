// cli/daemon.hpp — the daemon's API as plain calls that return when the answer is there.
#pragma once

#include "base/result.hpp"
#include "http/client.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace furtka::cli {

/// The key of the error when nothing, or something other than the daemon, is at the other end.
inline constexpr std::string_view daemon_away = "daemon_away";

class Daemon {
public:
    /// `token`: sent with each call unless it is empty. `limit`: for each answer (of a stream: for its beginning).
    explicit Daemon(
        http::Endpoint endpoint, std::string token = {}, std::chrono::milliseconds limit = std::chrono::seconds(60));
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// The body of an answer 2xx. A problem document becomes the error it tells of. unavailable `daemon_away` | denied
    /// `socket_denied` | timeout: no answer within the limit.
    Result<std::string> get(std::string target);
    Result<std::string> remove(std::string target);
    /// Asks for an answer at once (`Prefer: respond-async`): a long action then answers with its job.
    Result<std::string> post(std::string target, std::string body);
    /// The same for a text that replaces the one with this hash.
    Result<std::string> put(std::string target, std::string body, std::string hash);

    /// Bytes of a file as the body.
    Result<std::string> post_bytes(std::string target, std::string bytes);

    /// A body of any length, in pieces.
    Result<void> stream(std::string target, http::PieceSink sink);

    /// Runs `body` while a WebSocket is open. A refusal becomes the error it tells of.
    Result<void> web_socket(std::string target, http::SocketBody body);

    const http::Endpoint& endpoint() const { return endpoint_; }

private:
    Result<std::string> call(http::ClientRequest request);

    struct Impl;
    void authorize(http::ClientRequest& request) const;

    http::Endpoint endpoint_;
    std::string token_;
    std::chrono::milliseconds limit_;
    std::unique_ptr<Impl> impl_;
};

/// The error a problem document (RFC 9457) with this status tells of.
Error problem_error(int status, std::string_view body);

} // namespace furtka::cli
