// domain/json_text.hpp — whether a text is JSON that may be read into memory, and where it is not.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct TextPlace {
    std::size_t line = 1;
    std::size_t column = 1; ///< in characters
};

/// The place of a byte. `offset` may be the size of the text.
TextPlace place_of(std::string_view text, std::size_t offset);

/// The names of members that an object has twice. `what` is the file's name in messages, `family` the first word of the
/// keys: invalid `<family>_encoding` (not UTF-8, a NUL) | `<family>_json` (details `line`, `column`), also for more than 32
/// levels.
Result<std::vector<std::string>> examine_json(std::string_view text, std::string_view what, std::string_view family);

} // namespace furtka
