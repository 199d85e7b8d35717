// adapters/registry/curl_client.hpp — HTTPS exchanges on libcurl, awaited from the loop.
#pragma once

#include "adapters/registry/web_exchange.hpp"
#include "async/task.hpp"
#include "base/result.hpp"

#include <memory>

namespace furtka::registry {

/// libcurl brings the proxies of the environment, the certificates of the system and its own fall-back between IPv6 and
/// IPv4. One thread drives all transfers: connections are kept and shared between requests, a handshake or a slow name
/// server never holds up the loop, and no worker of the pool waits for a registry. The thread starts with the first request
/// and ends, with its connections, after 30 s without one. Destroy it before the loop.
class CurlClient {
public:
    CurlClient();
    ~CurlClient();
    CurlClient(const CurlClient&) = delete;
    CurlClient& operator=(const CurlClient&) = delete;

    /// Any status is a result; redirects are not followed. unavailable: no connection, or its certificate is not trusted |
    /// timeout | upstream: not HTTP, or larger than the limits | cancelled | `libcurl_missing`.
    Task<Result<WebAnswer>> send(WebRequest request);

private:
    class Worker;
    std::shared_ptr<Worker> worker_;
};

} // namespace furtka::registry
