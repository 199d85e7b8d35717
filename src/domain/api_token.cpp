#include "domain/api_token.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ranges>
#include <vector>

namespace furtka {
namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t random_width = 43;
constexpr std::size_t check_width = 6;

std::uint32_t crc32(std::string_view text)
{
    std::uint32_t crc = 0xffffffffU;
    for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~crc;
}

std::string token_checksum(std::string_view text)
{
    const auto crc = crc32(text);
    std::string bytes(4, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>((crc >> (24 - 8 * i)) & 0xffU);
    return base62(bytes, check_width);
}

} // namespace

std::string base62(std::string_view bytes, std::size_t width)
{
    std::vector<std::uint32_t> number;
    for (const char c : bytes) number.push_back(static_cast<unsigned char>(c));
    std::string text(width, '0');
    for (char& digit : std::views::reverse(text)) {
        std::uint32_t rest = 0;
        for (auto& part : number) {
            const std::uint32_t whole = (rest << 8U) | part;
            part = whole / 62;
            rest = whole % 62;
        }
        digit = digits[rest];
    }
    return text;
}

std::string make_token(std::string_view bytes)
{
    const auto text = std::string(token_prefix) + base62(bytes, random_width);
    return text + token_checksum(text);
}

bool is_token(std::string_view text)
{
    if (text.size() != token_prefix.size() + random_width + check_width || !text.starts_with(token_prefix)) return false;
    const auto is_digit = [](char c) { return digits.find(c) != std::string_view::npos; };
    if (!std::ranges::all_of(text.substr(token_prefix.size()), is_digit)) return false;
    const auto body = text.substr(0, text.size() - check_width);
    return token_checksum(body) == text.substr(body.size());
}

} // namespace furtka
