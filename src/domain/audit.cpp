#include "domain/audit.hpp"

#include <chrono>

namespace furtka {

bool is_repetition(const AuditEntry& first, const AuditEntry& next)
{
    using namespace std::chrono_literals;
    const auto apart = next.at - first.at;
    return first.who == next.who && first.from == next.from && first.what == next.what && first.app == next.app && !first.job
        && !next.job && first.result == next.result && apart >= 0s && apart < 60s;
}

} // namespace furtka
