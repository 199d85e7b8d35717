// adapters/registry/web_address.hpp — an http or https address taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace furtka::registry {

struct WebAddress {
    bool tls = true;
    std::string host; ///< with the port when one was given: `127.0.0.1:5000`, `[::1]:5000`
    std::string target; ///< path with query, encoded: `/v2/`

    std::string origin() const; ///< `https://ghcr.io`
    std::string text() const;
    bool operator==(const WebAddress&) const = default;
};

/// Nothing: not an http or https address, one with a user name, or over 8,192 characters. A fragment is dropped.
std::optional<WebAddress> parse_address(std::string_view text);

/// Where a `Location` leads from `base`; it may be relative (RFC 9110, 10.2.2).
std::optional<WebAddress> resolve_address(const WebAddress& base, std::string_view location);

} // namespace furtka::registry
