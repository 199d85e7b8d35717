// domain/store_search.hpp — apps that can be installed, found by words.
#pragma once

#include "domain/manifest.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// In small letters, split at blanks; at most 20 of the first 200 bytes.
std::vector<std::string> search_words(std::string_view text);

/// Whether each word is in what the store shows of the app: its names, category, tagline or description, in any case.
bool matches(const Manifest& app, const std::vector<std::string>& words);

} // namespace furtka
