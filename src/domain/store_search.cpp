#include "domain/store_search.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t longest_search = 200;
constexpr std::size_t most_words = 20;

} // namespace

std::vector<std::string> search_words(std::string_view text)
{
    std::vector<std::string> words;
    text = text.substr(0, utf8_cut(text, longest_search));
    while (words.size() < most_words) {
        const auto begin = text.find_first_not_of(" \t\r\n");
        if (begin == std::string_view::npos) break;
        const auto end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
        words.push_back(lowered(text.substr(begin, end - begin)));
        text.remove_prefix(end);
    }
    return words;
}

bool matches(const Manifest& app, const std::vector<std::string>& words)
{
    const auto shown =
        lowered(fmt::format("{} {} {} {} {}", app.name, app.display_name, app.category, app.tagline, app.description));
    return std::ranges::all_of(words, [&](const std::string& word) { return shown.find(word) != std::string::npos; });
}

} // namespace furtka
