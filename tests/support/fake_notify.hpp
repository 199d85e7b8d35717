// support/fake_notify.hpp — targets, an outbox and a sender that keeps what it was given.
#pragma once

#include "ports/notify.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka::test {

/// Can fail: `read`, `write`.
class FakeNotifyTargets : public NotifyTargets, public FakeCalls {
public:
    std::vector<NotifyTarget> targets;

    Task<Result<std::vector<NotifyTarget>>> read() override;
    Task<Result<void>> write(std::vector<NotifyTarget> wanted) override;
};

/// Can fail: `send t1`.
class FakeNotifySender : public NotifySender, public FakeCalls {
public:
    std::vector<std::string> sent; ///< `t1: blog is down`

    Task<Result<void>> send(NotifyTarget target, Notification notification) override;
};

/// Can fail: `waiting`, `put`.
class FakeOutbox : public Outbox, public FakeCalls {
public:
    std::vector<OutboxEntry> entries;
    std::map<std::string, NoticeTime> told;

    Task<Result<std::vector<OutboxEntry>>> waiting() override;
    Task<Result<void>> put(std::vector<OutboxEntry> more) override;
    Task<Result<void>> postpone(OutboxEntry entry) override;
    Task<Result<void>> remove(std::int64_t id) override;
    Task<Result<void>> remove_of(std::string target) override;
    Task<Result<bool>> tell_once(std::string key, NoticeTime at, std::chrono::hours quiet) override;

private:
    std::int64_t last_id_ = 0;
};

} // namespace furtka::test
