// cli/near_match.hpp — the known word that was probably meant.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace furtka::cli {

/// The nearest of `known` within two slips (a letter too many, missing, wrong, or two swapped), one for words of up to three
/// letters; or the only one that begins with `word`. Nothing: none is near. The first of equals counts.
std::optional<std::string_view> near_match(std::string_view word, std::span<const std::string_view> known);

} // namespace furtka::cli
