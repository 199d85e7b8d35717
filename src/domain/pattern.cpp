#include "domain/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <regex>

namespace furtka {
namespace {

constexpr std::size_t longest_pattern = 256;
constexpr std::size_t most_work = 16 * 1024; ///< states of the automaton, roughly

// libstdc++'s automaton that keeps all states at once: time grows with pattern times value, never with powers of the value
// as in its backtracking one. It refuses back-references. (Seen with libstdc++ 12; look-ahead starts a second run at every
// place, so it is refused here.)
constexpr auto linear = std::regex_constants::ECMAScript | std::regex_constants::__polynomial;

/// Throws std::regex_error.
std::regex compile(std::string_view pattern) { return {pattern.begin(), pattern.end(), linear}; }

/// The length times every repeat count: what nested counts multiply up to.
std::size_t work_of(std::string_view pattern)
{
    std::size_t work = pattern.size();
    for (auto at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
        std::size_t most = 1;
        for (auto digit = at + 1; digit < pattern.size() && pattern[digit] != '}';) {
            std::size_t count = 0;
            const auto* const end = std::from_chars(pattern.data() + digit, pattern.data() + pattern.size(), count).ptr;
            most = std::max(most, std::min(count, most_work));
            digit = std::max(digit + 1, static_cast<std::size_t>(end - pattern.data()));
        }
        work = std::min(work * most, most_work + 1);
    }
    return work;
}

/// libstdc++ 12 overflows on long counts and group numbers.
bool has_long_number(std::string_view pattern)
{
    constexpr std::size_t longest = 9;
    std::size_t digits = 0;
    for (const char c : pattern) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits > longest) return true;
    }
    return false;
}

auto pattern_error(std::string_view what)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "manifest_pattern",
        .message = fmt::format("the pattern {}", what),
        .hint = "write a short ECMAScript regular expression for the whole value, such as [a-z0-9]{8,64}"});
}

} // namespace

Result<void> check_pattern(std::string_view pattern)
{
    if (pattern.size() > longest_pattern)
        return pattern_error(fmt::format("has {} characters, at most {} are allowed", pattern.size(), longest_pattern));
    if (pattern.contains("(?=") || pattern.contains("(?!")) return pattern_error("looks ahead, which is not supported");
    if (has_long_number(pattern) || work_of(pattern) > most_work) return pattern_error("repeats too much");
    try {
        (void)compile(pattern);
    } catch (const std::regex_error& error) {
        return pattern_error(error.code() == std::regex_constants::error_complexity ? "refers back, which is not supported"
                                                                                    : "is not a regular expression");
    }
    return {};
}

bool matches_pattern(std::string_view pattern, std::string_view value)
{
    if (!check_pattern(pattern)) return false;
    return std::regex_match(value.begin(), value.end(), compile(pattern));
}

} // namespace furtka
