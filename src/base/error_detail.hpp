// base/error_detail.hpp — one of the further members of an error.
#pragma once

#include "base/error.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace furtka {

/// The first of that name; empty: it has none.
inline std::string detail_of(const Error& error, std::string_view name)
{
    const auto found = std::ranges::find(error.details, name, &std::pair<std::string, std::string>::first);
    return found == error.details.end() ? std::string() : found->second;
}

} // namespace furtka
