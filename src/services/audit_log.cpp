#include "services/audit_log.hpp"

#include "async/timeout.hpp"
#include "base/log.hpp"

#include <algorithm>
#include <iterator>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_unwritten = 1'000;
constexpr auto gathered_for = 2s; // a guesser's tries become one entry
constexpr auto pause_after_failure = 30s;

} // namespace

void AuditLog::add(AuditEntry entry)
{
    const auto same = std::ranges::find_if(waiting_, [&](const AuditEntry& waits) { return is_repetition(waits, entry); });
    if (same != waiting_.end()) {
        ++same->times;
        return;
    }
    if (waiting_.size() >= most_unwritten) {
        log::warning("audit entry not kept",
            {{"who", entry.who}, {"from", entry.from}, {"what", entry.what}, {"app", entry.app}, {"result", entry.result}});
        return;
    }
    waiting_.push_back(std::move(entry));
    news_.notify();
}

Task<void> AuditLog::run()
{
    for (;;) {
        while (waiting_.empty()) co_await news_.wait();
        const auto gathered = co_await sleep_for(gathered_for);
        if (!gathered) co_return;
        const auto written = co_await flush();
        if (written) continue;
        log::warning("audit log not written", {{"reason", written.error().message}});
        const auto slept = co_await sleep_for(pause_after_failure);
        if (!slept) co_return;
    }
}

Task<Result<void>> AuditLog::flush()
{
    if (waiting_.empty()) co_return Result<void>{};
    std::vector<AuditEntry> entries(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    auto added = co_await store_.add(entries);
    if (!added) {
        const auto room = most_unwritten - std::min(most_unwritten, waiting_.size());
        entries.resize(std::min(entries.size(), room));
        waiting_.insert(waiting_.begin(), entries.begin(), entries.end());
    }
    co_return added;
}

Task<Result<std::vector<AuditEntry>>> AuditLog::list(AuditQuery query)
{
    CO_CHECK(co_await flush());
    auto entries = co_await store_.list(query);
    co_return entries;
}

} // namespace furtka
