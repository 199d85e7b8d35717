// base/base64.hpp — RFC 4648 text forms of bytes.
#pragma once

#include <string>
#include <string_view>

namespace furtka {

enum class Base64 { standard, url_safe };

/// Padded base64. `url_safe` uses `-` and `_` (what the engine's X-Registry-Auth wants).
std::string base64_encode(std::string_view bytes, Base64 alphabet = Base64::standard);

/// The bytes of padded or unpadded base64 in either alphabet; empty when it is not base64.
std::string base64_decode(std::string_view text);

/// Lower-case hexadecimal.
std::string hex_encode(std::string_view bytes);

} // namespace furtka
