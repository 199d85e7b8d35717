// domain/password_rules.hpp — which passwords are taken: long ones, and not the first ones that are tried.
#pragma once

#include "base/result.hpp"

#include <string_view>

namespace furtka {

/// What is longer is not even looked at, so that hashing has a limit.
inline constexpr std::size_t longest_password = 512; ///< bytes

/// invalid `password_short` (under 10 characters), `password_long` (over 128), `password_common` (one of those that are
/// tried first, or the user's name). No rules of composition: they make passwords worse (NIST SP 800-63B).
Result<void> check_password(std::string_view password, std::string_view user);

} // namespace furtka
