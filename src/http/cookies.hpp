// http/cookies.hpp — cookies as browsers send them and as servers set them (RFC 6265).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace furtka::http {

/// The value of a cookie in a Cookie header. Nothing: there is none of that name, or there are two: which one is meant
/// cannot be told, and another site of the same host may have set one of them.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

struct CookieOptions {
    std::chrono::seconds life{0}; ///< zero: forgotten at once
    bool secure = false;
};

/// `name=value; Path=/; Max-Age=…; HttpOnly; SameSite=Strict`, and `Secure`.
std::string set_cookie(std::string_view name, std::string_view value, CookieOptions options);

} // namespace furtka::http
