// domain/api_token.hpp — how a token looks: `furtka_`, 43 characters of chance, 6 of a checksum that tells a misspelt one
// without asking anybody, and lets scanners of leaked secrets know it for what it is.
#pragma once

#include <string>
#include <string_view>

namespace furtka {

inline constexpr std::size_t token_random_bytes = 32;
inline constexpr std::string_view token_prefix = "furtka_";

/// Of `token_random_bytes` random bytes.
std::string make_token(std::string_view bytes);

/// Whether the text has a token's form and a right checksum. Says nothing of whether there is such a token.
bool is_token(std::string_view text);

/// 62 letters and digits; `bytes` are at most 32.
std::string base62(std::string_view bytes, std::size_t width);

} // namespace furtka
