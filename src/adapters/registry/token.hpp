// adapters/registry/token.hpp — the token flow of registries: which address gives a token, and what it answers.
#pragma once

#include "adapters/registry/challenge.hpp"
#include "adapters/registry/web_address.hpp"
#include "base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace furtka::registry {

/// A short-lived permission to read one repository. Secret.
struct Token {
    std::string text;
    std::chrono::seconds lives{60}; ///< from the moment it was given
    bool operator==(const Token&) const = default;
};

/// The parameters of the token's address: `service=…&scope=…`, encoded. A challenge without a scope gets that of
/// `repository`; without a repository the token is only asked for to see whether a login is taken.
std::string token_query(const Challenge& challenge, std::string_view repository);

/// The realm of a bearer challenge. A registry that was asked over TLS may not send us to a plain one: upstream
/// `registry_error`.
Result<WebAddress> token_realm(const Challenge& challenge, bool over_tls);

/// upstream `registry_error`: not the JSON of a token; nothing of `json` is quoted.
/// Source: distribution `docs/spec/auth/token.md` (`token` or `access_token`, `expires_in`, 60 when absent).
Result<Token> parse_token(std::string_view json);

} // namespace furtka::registry
