// adapters/registry/web_client.hpp — asks any http or https server: plain HTTP on the loop, HTTPS through libcurl.
#pragma once

#include "adapters/registry/curl_client.hpp"
#include "adapters/registry/web_exchange.hpp"
#include "http/client.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <memory>
#include <string>

namespace furtka::registry {

/// Plain HTTP is for registries of the own network: they are asked directly, without a proxy.
/// It stays on the loop's own client for the sake of memory: a daemon whose registries are plain never loads libcurl. A HEAD
/// takes the same either way (0.8 ms median, 0.4 ms at best, on a loopback registry 2.8 with kept connections, libcurl on a
/// worker).
class WebClient {
public:
    WebClient(boost::asio::any_io_executor executor, std::size_t most_connections_per_server);

    /// Errors as of CurlClient::send. A redirect is a result.
    Task<Result<WebAnswer>> send(WebRequest request);

private:
    Task<Result<WebAnswer>> send_plain(WebRequest request);
    Result<std::shared_ptr<http::Client>> client_of(const std::string& origin);

    boost::asio::any_io_executor executor_;
    std::size_t most_connections_;
    std::map<std::string, std::shared_ptr<http::Client>> plain_; ///< by origin
    CurlClient curl_;
};

} // namespace furtka::registry
