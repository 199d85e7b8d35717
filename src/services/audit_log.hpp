// services/audit_log.hpp — takes entries without anyone waiting, and writes them behind.
#pragma once

#include "async/notice.hpp"
#include "ports/audit_store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>

namespace furtka {

class AuditLog {
public:
    AuditLog(const boost::asio::any_io_executor& executor, AuditStore& store) : store_(store), news_(executor) { }

    /// The same again within a minute is counted, as long as it is not written yet. What does not fit while the store is
    /// away is told in the daemon's log only.
    void add(AuditEntry entry);
    /// Writes what comes, until it is cancelled.
    Task<void> run();
    /// Writes what waits. Errors of AuditStore.
    Task<Result<void>> flush();
    /// With what waits. Errors of AuditStore.
    Task<Result<std::vector<AuditEntry>>> list(AuditQuery query);

private:
    AuditStore& store_;
    Notice news_;
    std::deque<AuditEntry> waiting_;
};

} // namespace furtka
