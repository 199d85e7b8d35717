#include "domain/totp.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::int64_t step_seconds = 30;
constexpr std::int64_t steps_apart = 1;
constexpr std::uint32_t million = 1'000'000;
constexpr std::string_view rfc4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string in_fives(std::string_view bytes, std::string_view alphabet)
{
    std::string text;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        held = (held << 8U) | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += alphabet[(held >> bits) & 31U];
        }
        held &= (1U << bits) - 1;
    }
    if (bits > 0) text += alphabet[(held << (5 - bits)) & 31U];
    return text;
}

std::string encoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

} // namespace

std::int64_t totp_step(std::chrono::sys_seconds time) { return time.time_since_epoch().count() / step_seconds; }

std::string totp_code(std::string_view secret, std::int64_t step, const Hmac& hmac)
{
    std::string counter(8, '\0');
    auto rest = static_cast<std::uint64_t>(step);
    for (auto at = counter.rbegin(); at != counter.rend(); ++at, rest >>= 8U) *at = static_cast<char>(rest & 0xffU);
    const auto digest = hmac(secret, counter);
    if (digest.size() < 20) return {};
    const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(digest[i])}; };
    const std::size_t offset = byte(19) & 15U;
    const std::uint32_t number =
        ((byte(offset) & 0x7fU) << 24U) | (byte(offset + 1) << 16U) | (byte(offset + 2) << 8U) | byte(offset + 3);
    return fmt::format("{:06}", number % million);
}

std::optional<std::int64_t> check_totp(
    std::string_view secret, std::string_view code, std::chrono::sys_seconds now, std::int64_t last_step, const Hmac& hmac)
{
    std::string digits;
    std::ranges::copy_if(code, std::back_inserter(digits), [](char c) { return c != ' '; });
    std::optional<std::int64_t> found;
    const auto middle = totp_step(now);
    for (auto step = middle - steps_apart; step <= middle + steps_apart; ++step) {
        const auto wanted = totp_code(secret, step, hmac);
        if (!wanted.empty() && same_secret(wanted, digits) && step > last_step) found = step;
    }
    return found;
}

std::string base32_encode(std::string_view bytes) { return in_fives(bytes, rfc4648); }

std::string totp_uri(std::string_view secret, std::string_view user, std::string_view host)
{
    const auto account = host.empty() ? std::string(user) : fmt::format("{}@{}", user, host);
    return fmt::format("otpauth://totp/Furtka:{}?secret={}&issuer=Furtka", encoded(account), base32_encode(secret));
}

std::string readable_code(std::string_view bytes)
{
    auto text = in_fives(bytes.substr(0, 7), crockford).substr(0, 10);
    text.insert(text.size() / 2, 1, '-');
    return text;
}

std::string plain_code(std::string_view text)
{
    std::string out;
    for (char c : text) {
        if (c == '-' || c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        out += c;
    }
    return out;
}

bool same_secret(std::string_view left, std::string_view right)
{
    if (left.size() != right.size()) return false;
    unsigned differs = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        differs |= static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]));
    return differs == 0;
}

} // namespace furtka
