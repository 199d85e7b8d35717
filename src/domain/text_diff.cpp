#include "domain/text_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace furtka {
namespace {

using Lines = std::vector<std::string_view>;
using Matches = std::vector<std::optional<std::size_t>>;

constexpr int most_edits = 1'000; ///< the memory of a comparison grows with their square
constexpr std::size_t around = 3;

std::size_t index(int at) { return static_cast<std::size_t>(at); }

/// Lines of the middle, where neither begin nor end is the same.
class Comparison {
public:
    Comparison(const Lines& before, const Lines& after, DiffBudget& budget) : before_(before), after_(after), budget_(budget)
    {
        const auto shorter = std::min(before.size(), after.size());
        while (begin_ < shorter && before[begin_] == after[begin_]) ++begin_;
        while (end_ < shorter - begin_ && before[before.size() - 1 - end_] == after[after.size() - 1 - end_]) ++end_;
    }

    Matches run()
    {
        Matches matches(before_.size());
        for (std::size_t i = 0; i < begin_; ++i) matches[i] = i;
        for (std::size_t i = 0; i < end_; ++i) matches[before_.size() - 1 - i] = after_.size() - 1 - i;
        if (find_path()) walk_back(matches);
        return matches;
    }

private:
    int left() const { return static_cast<int>(before_.size() - begin_ - end_); }
    int right() const { return static_cast<int>(after_.size() - begin_ - end_); }
    bool same(int x, int y) const
    {
        return before_[begin_ + static_cast<std::size_t>(x)] == after_[begin_ + static_cast<std::size_t>(y)];
    }
    /// Whether the furthest way on diagonal `k` with `d` edits comes from the diagonal above, by a line of `after`.
    static bool from_above(const std::vector<int>& reached, int k, int d)
    {
        const auto at = index(k + most_edits + 1);
        return k == -d || (k != d && reached[at - 1] < reached[at + 1]);
    }

    /// False: the budget is used up.
    bool spend(std::size_t comparisons)
    {
        const bool enough = comparisons <= budget_.comparisons;
        budget_.comparisons -= std::min(comparisons, budget_.comparisons);
        return enough;
    }

    /// Keeps how far each diagonal got with each number of edits. False: too many are needed.
    bool find_path()
    {
        std::vector<int> reached(2 * static_cast<std::size_t>(most_edits) + 3);
        const int most = std::min(left() + right(), most_edits);
        for (int d = 0; d <= most; ++d) {
            trace_.emplace_back(reached.begin() + (most_edits + 1 - d - 1), reached.begin() + (most_edits + 1 + d + 2));
            std::size_t compared = 0;
            for (int k = -d; k <= d; k += 2) {
                const auto at = index(k + most_edits + 1);
                const int begin = from_above(reached, k, d) ? reached[at + 1] : reached[at - 1] + 1;
                int x = begin;
                while (x < left() && x - k < right() && x - k >= 0 && same(x, x - k)) ++x;
                reached[at] = x;
                if (x >= left() && x - k >= right()) return true;
                compared += static_cast<std::size_t>(x - begin) + 1;
            }
            if (!spend(compared)) return false;
        }
        return false;
    }

    void walk_back(Matches& matches) const
    {
        int x = left();
        int y = right();
        for (auto d = static_cast<int>(trace_.size()) - 1; d >= 0; --d) {
            const auto& kept = trace_[static_cast<std::size_t>(d)]; // of diagonals -d-1 … d+1
            const auto reached = [&](int k) { return kept[index(k + d + 1)]; };
            const int k = x - y;
            const bool above = k == -d || (k != d && reached(k - 1) < reached(k + 1));
            const int from_k = above ? k + 1 : k - 1;
            const int from_x = d == 0 ? 0 : reached(from_k);
            const int after_edit = above || d == 0 ? from_x : from_x + 1;
            for (; x > after_edit; --x, --y)
                matches[begin_ + static_cast<std::size_t>(x) - 1] = begin_ + static_cast<std::size_t>(y) - 1;
            x = from_x;
            y = from_x - from_k;
        }
    }

    const Lines& before_;
    const Lines& after_;
    DiffBudget& budget_;
    std::size_t begin_ = 0; ///< lines that are the same at the begin
    std::size_t end_ = 0; ///< and at the end
    std::vector<std::vector<int>> trace_;
};

/// A stretch that differs: [from, to) of each.
struct Change {
    std::size_t before_from = 0, before_to = 0;
    std::size_t after_from = 0, after_to = 0;
};

std::vector<Change> changes_of(const Matches& matches, std::size_t after_size)
{
    std::vector<Change> changes;
    std::size_t after = 0;
    for (std::size_t i = 0; i <= matches.size();) {
        std::size_t to = i;
        while (to < matches.size() && !matches[to]) ++to;
        const auto next = to < matches.size() ? *matches[to] : after_size;
        if (to > i || next > after) changes.push_back({i, to, after, next});
        if (to == matches.size()) break;
        after = next + 1;
        i = to + 1;
    }
    return changes;
}

void add_line(std::string& text, char mark, std::string_view line)
{
    text += mark;
    text += line;
    if (!line.ends_with('\n')) text += "\n\\ No newline at end of file\n";
}

std::string range_text(std::size_t from, std::size_t count)
{
    return count == 1 ? fmt::format("{}", from + 1) : fmt::format("{},{}", count == 0 ? from : from + 1, count);
}

/// Changes that are near enough to share the lines around them.
std::string hunk_text(const Lines& before, const Lines& after, const std::vector<Change>& group)
{
    const auto& first = group.front();
    const auto& last = group.back();
    const auto lead = std::min(first.before_from, around);
    const auto tail = std::min(before.size() - last.before_to, around);
    std::string text = fmt::format("@@ -{} +{} @@\n",
        range_text(first.before_from - lead, last.before_to + tail - first.before_from + lead),
        range_text(first.after_from - lead, last.after_to + tail - first.after_from + lead));
    auto at = first.before_from - lead;
    for (const auto& change : group) {
        for (; at < change.before_from; ++at) add_line(text, ' ', before[at]);
        for (; at < change.before_to; ++at) add_line(text, '-', before[at]);
        for (auto i = change.after_from; i < change.after_to; ++i) add_line(text, '+', after[i]);
    }
    for (; at < last.before_to + tail; ++at) add_line(text, ' ', before[at]);
    return text;
}

std::string joined(const Lines& lines, std::size_t from, std::size_t to)
{
    std::string text;
    for (auto i = from; i < to; ++i) text += lines[i];
    return text;
}

/// Lines between marks end as lines do, also the last of a text.
std::string as_lines(std::string text)
{
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return text;
}

} // namespace

std::vector<std::string_view> lines_of_text(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

Matches matching_lines(const Lines& before, const Lines& after, DiffBudget& budget)
{
    return Comparison(before, after, budget).run();
}

std::string unified_diff(std::string_view before, std::string_view after, std::string_view name, DiffBudget& budget)
{
    const auto old_lines = lines_of_text(before);
    const auto new_lines = lines_of_text(after);
    const auto changes = changes_of(matching_lines(old_lines, new_lines, budget), new_lines.size());
    if (changes.empty()) return {};
    std::string text = fmt::format("--- a/{0}\n+++ b/{0}\n", name);
    std::vector<Change> group;
    for (const auto& change : changes) {
        if (!group.empty() && change.before_from - group.back().before_to > 2 * around) {
            text += hunk_text(old_lines, new_lines, group);
            group.clear();
        }
        group.push_back(change);
    }
    return text + hunk_text(old_lines, new_lines, group);
}

MergedText merge_texts(std::string_view base, std::string_view mine, std::string_view theirs, DiffBudget& budget)
{
    const auto lines = lines_of_text(base);
    const auto own = lines_of_text(mine);
    const auto other = lines_of_text(theirs);
    const auto to_own = matching_lines(lines, own, budget);
    const auto to_other = matching_lines(lines, other, budget);
    MergedText merged;
    std::size_t at = 0;
    std::size_t in_own = 0;
    std::size_t in_other = 0;
    while (at < lines.size() || in_own < own.size() || in_other < other.size()) {
        const bool stable = at < lines.size() && to_own[at] == in_own && to_other[at] == in_other;
        if (stable) {
            merged.text += lines[at];
            ++at, ++in_own, ++in_other;
            continue;
        }
        auto to = at;
        while (to < lines.size() && !(to_own[to] && to_other[to])) ++to;
        const auto own_to = to < lines.size() ? *to_own[to] : own.size();
        const auto other_to = to < lines.size() ? *to_other[to] : other.size();
        const auto was = joined(lines, at, to);
        const auto is_mine = joined(own, in_own, own_to);
        const auto is_theirs = joined(other, in_other, other_to);
        if (is_mine == was || is_mine == is_theirs) {
            merged.text += is_theirs;
        } else if (is_theirs == was) {
            merged.text += is_mine;
        } else {
            ++merged.conflicts;
            merged.text += fmt::format("<<<<<<< yours\n{}||||||| before\n{}=======\n{}>>>>>>> new\n", as_lines(is_mine),
                as_lines(was), as_lines(is_theirs));
        }
        at = to;
        in_own = own_to;
        in_other = other_to;
    }
    return merged;
}

} // namespace furtka
