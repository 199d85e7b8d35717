// adapters/registry/web_exchange.hpp — one request to a registry or a token server, and its answer.
#pragma once

#include "adapters/registry/web_address.hpp"
#include "http/message.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace furtka::registry {

inline constexpr std::chrono::milliseconds connect_limit{5'000};
inline constexpr std::size_t largest_header = std::size_t{64} * 1024; ///< bytes
inline constexpr std::size_t largest_body = std::size_t{256} * 1024; ///< bytes, of an answer without a limit of its own

struct WebRequest {
    std::string method = "HEAD"; ///< HEAD, GET or POST
    WebAddress address;
    http::Headers headers; ///< may hold secrets: never logged
    std::string form; ///< the body of a POST, `application/x-www-form-urlencoded`; may hold secrets
    bool verify = true; ///< the server's certificate
    std::string ca_file; ///< further certificates to trust; may be empty
    std::chrono::milliseconds limit{10'000}; ///< for the whole exchange
    std::size_t largest = largest_body; ///< bytes of the answer's body
};

struct WebAnswer {
    int status = 0;
    http::Headers headers;
    std::string body;
};

} // namespace furtka::registry
