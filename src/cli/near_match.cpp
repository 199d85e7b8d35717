#include "cli/near_match.hpp"

#include <algorithm>
#include <vector>

namespace furtka::cli {
namespace {

constexpr std::size_t longest_word = 64;

// Edits between two words, where two swapped neighbours count as one (optimal string alignment).
std::size_t slips(std::string_view a, std::string_view b)
{
    const std::size_t columns = b.size() + 1;
    std::vector<std::size_t> cells((a.size() + 1) * columns);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return cells[(i * columns) + j]; };
    for (std::size_t j = 0; j < columns; ++j) at(0, j) = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        at(i, 0) = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
            auto best = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + wrong});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) best = std::min(best, at(i - 2, j - 2) + 1);
            at(i, j) = best;
        }
    }
    return at(a.size(), b.size());
}

} // namespace

std::optional<std::string_view> near_match(std::string_view word, std::span<const std::string_view> known)
{
    if (word.empty() || word.size() > longest_word) return std::nullopt;
    std::optional<std::string_view> nearest;
    std::size_t fewest = word.size() <= 3 ? 2 : 3;
    for (const auto candidate : known) {
        if (candidate.size() > longest_word) continue;
        const auto count = slips(word, candidate);
        if (count >= fewest) continue;
        fewest = count;
        nearest = candidate;
    }
    if (nearest) return nearest;
    const auto begins = [&](std::string_view candidate) { return candidate.starts_with(word); };
    if (std::ranges::count_if(known, begins) == 1) return *std::ranges::find_if(known, begins);
    return std::nullopt;
}

} // namespace furtka::cli
