#include "domain/try_limit.hpp"

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr int free_tries = 4;
constexpr int most_doublings = 9;
constexpr auto forgotten_after = 1h;
constexpr std::size_t most_names = 1'024;

} // namespace

std::chrono::seconds wait_after(int failures, TriesOf whom)
{
    if (failures <= free_tries) return 0s;
    const std::chrono::seconds wait(
        std::int64_t{1} << static_cast<unsigned>(std::min(failures - free_tries, most_doublings)));
    return std::min<std::chrono::seconds>(wait, whom == TriesOf::user ? 60s : 300s);
}

std::optional<std::chrono::seconds> TryLimit::blocked(const std::string& name, WallTime now) const
{
    const auto found = failed_.find(name);
    if (found == failed_.end() || now < found->second.last || now - found->second.last > forgotten_after)
        return std::nullopt;
    const auto until = found->second.last + wait_after(found->second.times, whom_);
    if (now >= until) return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(until - now);
}

void TryLimit::count(const std::string& name, WallTime now)
{
    if (!failed_.contains(name)) make_room(now);
    auto& failed = failed_[name];
    if (now - failed.last > forgotten_after) failed.times = 0;
    ++failed.times;
    failed.last = now;
}

void TryLimit::take_back(const std::string& name)
{
    const auto found = failed_.find(name);
    if (found == failed_.end()) return;
    if (--found->second.times <= 0) failed_.erase(found);
}

/// Whoever failed least makes room: an attacker with many names must not wash out the count of one.
void TryLimit::make_room(WallTime now)
{
    if (failed_.size() < most_names) return;
    std::erase_if(failed_, [&](const auto& entry) { return now - entry.second.last > forgotten_after; });
    if (failed_.size() < most_names) return;
    const auto least = std::ranges::min_element(failed_, [](const auto& a, const auto& b) {
        return std::pair(a.second.times, a.second.last) < std::pair(b.second.times, b.second.last);
    });
    failed_.erase(least);
}

} // namespace furtka
