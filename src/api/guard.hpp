// api/guard.hpp — keeps web pages elsewhere from driving Furtka through the owner's browser.
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <string>
#include <vector>

namespace furtka::api {

struct HostRule {
    const std::vector<std::string>& allowed;
    bool any_address = false; ///< an IP address too
    const std::vector<std::string>* certified = nullptr; ///< names of the certificate that HTTPS is served with
};

/// Checked before any handler.
/// denied `host_refused`: the Host is not `localhost`, `127.0.0.1`, `[::1]` or one of those allowed (any port). Where
/// HTTPS is served, one of the certificate's too. A name
/// that was rebound to this server's address comes with its own Host. Not asked of a unix socket's peer. denied
/// `origin_refused`: a call of the API, from a page of another origin (Origin, Sec-Fetch-Site). invalid
/// `content_type` (415): a body that is not declared as application/json, which a form of another site cannot do.
Result<void> check_request(const http::Request& request, const HostRule& hosts);

/// The name in a Host header: without port, brackets kept, lower case; empty when it is malformed.
std::string host_name(std::string_view host);

} // namespace furtka::api
