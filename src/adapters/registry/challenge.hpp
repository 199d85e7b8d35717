// adapters/registry/challenge.hpp — what a registry wants to see before it answers: `WWW-Authenticate`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::registry {

struct Challenge {
    std::string scheme; ///< lower case: `bearer`, `basic`
    std::map<std::string, std::string> parameters; ///< names in lower case: `realm`, `service`, `scope`
    bool operator==(const Challenge&) const = default;
};

/// The challenges of a field value, in order (RFC 9110, 11.6.1); at most 8, of at most 8,192 characters. What follows a
/// syntax error is left out.
std::vector<Challenge> parse_challenges(std::string_view field);

} // namespace furtka::registry
