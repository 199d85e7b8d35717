// domain/try_limit.hpp — how fast passwords and codes may be tried.
#pragma once

#include "domain/rate_limit.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace furtka {

/// Whom tries are counted for. A user's limit is the milder one, so that a stranger cannot keep the user out for long.
enum class TriesOf { user, address };

/// How long to wait after so many failures in a row: nothing after four, then 2 s, 4 s, 8 s … up to a minute for a user and
/// five minutes for an address.
std::chrono::seconds wait_after(int failures, TriesOf whom);

/// The failures of a bounded number of names, forgotten an hour after the last.
class TryLimit {
public:
    explicit TryLimit(TriesOf whom) : whom_(whom) { }

    /// How long `name` has to wait yet; nothing: it may try.
    std::optional<std::chrono::seconds> blocked(const std::string& name, WallTime now) const;
    /// A try counts as failed until it is known to be good, so that many at once are no way around.
    void count(const std::string& name, WallTime now);
    void forgive(const std::string& name) { failed_.erase(name); }
    /// This one was no guess: a good password whose second factor is still to come.
    void take_back(const std::string& name);

    std::size_t size() const { return failed_.size(); }

private:
    struct Failed {
        int times = 0;
        WallTime last{};
    };
    void make_room(WallTime now);

    TriesOf whom_;
    std::map<std::string, Failed> failed_;
};

} // namespace furtka
