#include "domain/time_zone.hpp"

#include <charconv>

namespace furtka {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) { }

    bool at_end() const { return rest_.empty(); }
    bool take(char c)
    {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// `CET`, `<+03>`
    bool name()
    {
        const bool quoted = take('<');
        std::size_t length = 0;
        const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        while (length < rest_.size() && (quoted ? rest_[length] != '>' : is_letter(rest_[length]))) ++length;
        if (length == 0) return false;
        rest_.remove_prefix(length);
        return !quoted || take('>');
    }
    std::optional<int> number(int most)
    {
        int value = 0;
        const auto [end, problem] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (problem != std::errc{} || value < 0 || value > most) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return value;
    }
    /// `-1`, `2:30`, `167:59:59`
    std::optional<seconds> time()
    {
        const bool negative = take('-');
        if (!negative) take('+');
        constexpr int most_hours = 167;
        const auto hour = number(most_hours);
        if (!hour) return std::nullopt;
        seconds total = hours(*hour);
        for (const auto unit : {seconds(minutes(1)), seconds(1)}) {
            if (!take(':')) break;
            const auto part = number(59);
            if (!part) return std::nullopt;
            total += *part * unit;
        }
        return negative ? -total : total;
    }
    std::optional<ZoneRule::Change> change()
    {
        using Kind = ZoneRule::Change::Kind;
        ZoneRule::Change change;
        if (!take(',')) return std::nullopt;
        if (take('M')) {
            const auto month = number(12);
            const bool first = take('.');
            const auto week = number(5);
            const bool second = take('.');
            const auto day = number(6);
            if (!month || !first || !week || !second || !day || *month == 0 || *week == 0) return std::nullopt;
            change = {.kind = Kind::month_week_day, .month = *month, .week = *week, .day = *day};
        } else {
            change.kind = take('J') ? Kind::julian : Kind::day_of_year;
            const auto day = number(365);
            if (!day) return std::nullopt;
            change.day = *day;
        }
        if (!take('/')) return change;
        const auto at = time();
        if (!at) return std::nullopt;
        change.time = *at;
        return change;
    }

private:
    std::string_view rest_;
};

} // namespace

std::optional<ZoneRule> parse_zone_rule(std::string_view text)
{
    Reader reader(text);
    ZoneRule rule;
    if (!reader.name()) return std::nullopt;
    const auto west = reader.time(); // POSIX counts westward
    if (!west) return std::nullopt;
    rule.standard = -*west;
    if (reader.at_end()) return rule;

    if (!reader.name()) return std::nullopt;
    rule.summer = rule.standard + hours(1);
    if (reader.at_end()) return std::nullopt; // the dates of the change are up to each system: no table has that
    if (const auto summer_west = reader.time()) rule.summer = -*summer_west;
    const auto to_summer = reader.change();
    const auto to_standard = reader.change();
    if (!to_summer || !to_standard || !reader.at_end()) return std::nullopt;
    rule.to_summer = *to_summer;
    rule.to_standard = *to_standard;
    return rule;
}

} // namespace furtka
