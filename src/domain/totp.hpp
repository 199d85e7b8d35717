// domain/totp.hpp — the second factor: six digits that change every 30 seconds (RFC 6238, RFC 4226).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// HMAC-SHA-1 of a message: 20 bytes. What every authenticator app knows.
using Hmac = std::function<std::string(std::string_view key, std::string_view message)>;

inline constexpr std::size_t totp_secret_bytes = 20;

/// The number of the 30 seconds that a time is in.
std::int64_t totp_step(std::chrono::sys_seconds time);
/// Six digits.
std::string totp_code(std::string_view secret, std::int64_t step, const Hmac& hmac);

/// The step of a code, one before or after being taken too (clocks differ). Nothing: wrong, or not newer than `last_step`:
/// a code that was seen over a shoulder is worth nothing.
std::optional<std::int64_t> check_totp(
    std::string_view secret, std::string_view code, std::chrono::sys_seconds now, std::int64_t last_step, const Hmac& hmac);

/// Without padding, as authenticator apps want it (RFC 4648).
std::string base32_encode(std::string_view bytes);
/// What the QR code says: `otpauth://totp/Furtka%3Aanna%40nas?secret=…&issuer=Furtka`.
std::string totp_uri(std::string_view secret, std::string_view user, std::string_view host);

/// `ABCDE-FGHJK` of 7 random bytes: 32 letters and digits that cannot be mistaken for each other.
std::string readable_code(std::string_view bytes);
/// As it is compared: capitals, without dashes and spaces, `O` read as 0, `I` and `L` as 1.
std::string plain_code(std::string_view text);

/// Takes as long for a near miss as for a far one; lengths are no secret.
bool same_secret(std::string_view left, std::string_view right);

} // namespace furtka
