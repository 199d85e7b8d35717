// services/tries.hpp — every guess at a password or a code is counted, for whom and from where.
#pragma once

#include "base/result.hpp"
#include "domain/try_limit.hpp"

#include <string>

namespace furtka {

/// Shared by logging in, setting up and the calls that ask for the password again.
class Tries {
public:
    /// Counts a try as failed. unavailable `too_many_tries` (detail `retry_after`, seconds): it is not to be looked at.
    Result<void> begin(const std::string& user, const std::string& address, WallTime now);
    void good(const std::string& user, const std::string& address);
    /// It was good as far as it went.
    void take_back(const std::string& user, const std::string& address);

private:
    TryLimit users_{TriesOf::user};
    TryLimit addresses_{TriesOf::address};
};

} // namespace furtka
