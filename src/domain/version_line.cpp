#include "domain/version_line.hpp"

#include "base/ascii.hpp"
#include "domain/versions.hpp"

#include <algorithm>
#include <compare>
#include <optional>

namespace furtka {
namespace {

struct Tag {
    std::string_view prefix; ///< `v`, or empty
    std::vector<std::string_view> numbers; ///< without leading zeros
    std::string_view suffix; ///< `-alpine`, or empty
};

std::string_view take_number(std::string_view& text)
{
    std::size_t length = 0;
    while (length < text.size() && is_digit(text[length])) ++length;
    auto digits = text.substr(0, length);
    text.remove_prefix(length);
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    return digits;
}

std::optional<Tag> parse_tag(std::string_view text)
{
    Tag tag;
    if (text.starts_with('v') || text.starts_with('V')) {
        tag.prefix = text.substr(0, 1);
        text.remove_prefix(1);
    }
    for (;;) {
        const auto digits = take_number(text);
        if (digits.empty()) return std::nullopt;
        tag.numbers.push_back(digits);
        if (!text.starts_with('.')) break;
        text.remove_prefix(1);
    }
    tag.suffix = text;
    const bool three_or_four = tag.numbers.size() == 3 || tag.numbers.size() == 4;
    const bool whole = text.empty() || (text.starts_with('-') && text.size() > 1);
    return three_or_four && whole ? std::optional(tag) : std::nullopt;
}

std::strong_ordering compare(const Tag& a, const Tag& b)
{
    return std::lexicographical_compare_three_way(
        a.numbers.begin(), a.numbers.end(), b.numbers.begin(), b.numbers.end(), compare_numbers);
}

bool same_line(const Tag& a, const Tag& b)
{
    return a.prefix == b.prefix && a.suffix == b.suffix && a.numbers.size() == b.numbers.size()
        && a.numbers.front() == b.numbers.front();
}

} // namespace

bool is_pinned_version(std::string_view tag) { return parse_tag(tag).has_value(); }

std::string newest_of_line(std::string_view text, const std::vector<std::string>& tags)
{
    const auto own = parse_tag(text);
    if (!own) return {};
    std::string_view newest;
    Tag best = *own;
    for (const auto& candidate : tags) {
        const auto tag = parse_tag(candidate);
        if (!tag || !same_line(*tag, *own) || compare(*tag, best) <= 0) continue;
        best = *tag;
        newest = candidate;
    }
    return std::string(newest);
}

} // namespace furtka
