// adapters/docker/numbers.hpp — numbers the engine tells as text.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace furtka::docker {

/// The whole text as a decimal number; nothing when it is not one, or too large.
template <class Number>
std::optional<Number> number_of(std::string_view text)
{
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

} // namespace furtka::docker
