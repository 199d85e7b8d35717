// adapters/docker/connection.hpp — calls on the engine's socket: version negotiated, failures in one form.
#pragma once

#include "adapters/docker/engine_reader.hpp"
#include "http/client.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace furtka::docker {

/// Failures of every call: unavailable `engine_unreachable` | upstream `engine_error` (the call, the status and the engine's
/// words; also an answer that breaks off) | timeout `engine_timeout` | too_large | cancelled.
class Connection {
public:
    Connection(boost::asio::any_io_executor executor, http::Endpoint endpoint);

    /// Asks the engine anew and remembers the version for later calls. upstream `engine_too_old`, `engine_too_new`.
    Task<Result<EngineVersion>> negotiate_version();
    /// The version of the calls' paths; asks the engine once.
    Task<Result<ApiVersion>> api_version();

    /// Any status is a result. `target` without the version: `/containers/json?all=1`.
    Task<Result<http::ClientResponse>> request(http::ClientRequest request);
    /// The body of an answer with a status of success.
    Task<Result<std::string>> get(std::string target);
    /// A status of failure is a result, with the body.
    Task<Result<http::ClientResponse>> stream(http::ClientRequest request, http::PieceSink sink);
    /// A body of any length one way, or each way. A status of failure is a result, with the body; an error of the source or
    /// the sink is the result as it is.
    Task<Result<http::ClientResponse>> transfer(http::ClientRequest request, http::BodySource source, http::BodySink sink);
    /// A connection that becomes a raw stream; any status is a result.
    Task<Result<http::Upgraded>> upgrade(http::ClientRequest request);

    /// upstream `engine_error` for an answer whose status is no success.
    static Error refused(std::string_view method, std::string_view target, const http::ClientResponse& answer);

private:
    /// A failure of the exchange itself, in the adapter's words. Forgets the version: another engine may answer next.
    Error broken(Error error);

    http::Client client_;
    std::optional<ApiVersion> version_;
};

inline bool is_success(int status) { return status >= 200 && status < 300; }

} // namespace furtka::docker
