// base/utf8.hpp — bytes of unknown origin (container output, engine messages) made into text that JSON can hold (RFC 3629).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace furtka {

/// Whether the bytes are well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes);

/// The bytes with each ill-formed sequence replaced by one U+FFFD (the Unicode standard's maximal subpart rule).
std::string to_utf8(std::string_view bytes);

/// The longest length <= `most` at which `text` can be cut without splitting a character. Ill-formed text is cut at `most`.
std::size_t utf8_cut(std::string_view text, std::size_t most);

} // namespace furtka
