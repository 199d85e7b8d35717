#include "domain/versions.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace furtka {
namespace {

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }
bool may_be_in_identifier(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }
bool is_identifier(std::string_view text) { return !text.empty() && std::ranges::all_of(text, may_be_in_identifier); }

struct Version {
    std::vector<std::string_view> numbers; ///< digits without leading zeros
    std::vector<std::string_view> prerelease;
};

std::vector<std::string_view> parts(std::string_view text)
{
    std::vector<std::string_view> out;
    for (;;) {
        const auto dot = text.find('.');
        out.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos) return out;
        text.remove_prefix(dot + 1);
    }
}

std::string_view without_zeros(std::string_view number)
{
    while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
    return number;
}

std::optional<Version> parse_version(std::string_view text)
{
    if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
    Version version;
    if (const auto plus = text.find('+'); plus != std::string_view::npos) {
        if (!std::ranges::all_of(parts(text.substr(plus + 1)), is_identifier)) return {};
        text = text.substr(0, plus);
    }
    if (const auto dash = text.find('-'); dash != std::string_view::npos) {
        version.prerelease = parts(text.substr(dash + 1));
        if (!std::ranges::all_of(version.prerelease, is_identifier)) return {};
        text = text.substr(0, dash);
    }
    version.numbers = parts(text);
    if (!std::ranges::all_of(version.numbers, is_number)) return {};
    std::ranges::transform(version.numbers, version.numbers.begin(), without_zeros);
    return version;
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b)
{
    if (is_number(a) && is_number(b)) return compare_numbers(without_zeros(a), without_zeros(b));
    if (is_number(a) != is_number(b)) return is_number(a) ? std::strong_ordering::less : std::strong_ordering::greater;
    return a <=> b;
}

} // namespace

std::strong_ordering compare_numbers(std::string_view a, std::string_view b)
{
    if (const auto length = a.size() <=> b.size(); length != 0) return length;
    return a <=> b;
}

std::partial_ordering compare_versions(std::string_view a, std::string_view b)
{
    const auto left = parse_version(a);
    const auto right = parse_version(b);
    if (!left || !right) return std::partial_ordering::unordered;

    for (std::size_t i = 0; i < std::max(left->numbers.size(), right->numbers.size()); ++i) {
        const auto x = i < left->numbers.size() ? left->numbers[i] : "0";
        const auto y = i < right->numbers.size() ? right->numbers[i] : "0";
        if (const auto order = compare_numbers(x, y); order != 0) return order;
    }
    if (left->prerelease.empty() != right->prerelease.empty()) {
        return left->prerelease.empty() ? std::partial_ordering::greater : std::partial_ordering::less;
    }
    return std::lexicographical_compare_three_way(left->prerelease.begin(), left->prerelease.end(),
        right->prerelease.begin(), right->prerelease.end(), compare_identifiers);
}

} // namespace furtka
