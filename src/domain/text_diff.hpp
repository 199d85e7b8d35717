// domain/text_diff.hpp — texts compared line by line, and two changed ones made one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// How many lines may still be compared: some hundredths of a second. Shared by all texts of one request, so that no choice
/// of texts makes it long.
struct DiffBudget {
    std::size_t comparisons = 4'000'000;
};

/// For each line of `before` the line of `after` that it is, or none. The numbers rise. As few lines as can be are left
/// without one (Myers, 1986); texts that differ in more than a thousand lines, or more than the budget allows, are matched
/// at their ends only.
std::vector<std::optional<std::size_t>> matching_lines(
    const std::vector<std::string_view>& before, const std::vector<std::string_view>& after, DiffBudget& budget);

/// With their line ends.
std::vector<std::string_view> lines_of_text(std::string_view text);

/// As `diff -u` writes it, with three lines around each change; empty when nothing differs.
std::string unified_diff(std::string_view before, std::string_view after, std::string_view name, DiffBudget& budget);

struct MergedText {
    std::string text; ///< with a conflict: both versions between marks, as git writes them
    std::size_t conflicts = 0;
    bool operator==(const MergedText&) const = default;
};

/// `base` with what `mine` and `theirs` changed of it. Where both changed the same lines, or neighbouring ones, in different
/// ways, nobody but the owner can say what is right: a conflict. So it is where too little could be compared.
MergedText merge_texts(std::string_view base, std::string_view mine, std::string_view theirs, DiffBudget& budget);

} // namespace furtka
