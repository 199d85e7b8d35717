#include "support/fake_notify.hpp"

#include <algorithm>

namespace furtka::test {

Task<Result<std::vector<NotifyTarget>>> FakeNotifyTargets::read()
{
    if (auto fault = take_fault("read")) co_return furtka::fail(*std::move(fault));
    co_return targets;
}

Task<Result<void>> FakeNotifyTargets::write(std::vector<NotifyTarget> wanted)
{
    if (auto fault = take_fault("write")) co_return furtka::fail(*std::move(fault));
    targets = std::move(wanted);
    co_return Result<void>{};
}

Task<Result<void>> FakeNotifySender::send(NotifyTarget target, Notification notification)
{
    CO_CHECK(co_await look("send " + target.id));
    sent.push_back(target.id + ": " + notification.title);
    co_return Result<void>{};
}

Task<Result<std::vector<OutboxEntry>>> FakeOutbox::waiting()
{
    if (auto fault = take_fault("waiting")) co_return furtka::fail(*std::move(fault));
    co_return entries;
}

Task<Result<void>> FakeOutbox::put(std::vector<OutboxEntry> more)
{
    if (auto fault = take_fault("put")) co_return furtka::fail(*std::move(fault));
    for (auto& entry : more) {
        entry.id = ++last_id_;
        entries.push_back(std::move(entry));
    }
    co_return Result<void>{};
}

Task<Result<void>> FakeOutbox::postpone(OutboxEntry entry)
{
    const auto found = std::ranges::find(entries, entry.id, &OutboxEntry::id);
    if (found != entries.end()) *found = std::move(entry);
    co_return Result<void>{};
}

Task<Result<void>> FakeOutbox::remove(std::int64_t id)
{
    std::erase_if(entries, [&](const OutboxEntry& entry) { return entry.id == id; });
    co_return Result<void>{};
}

Task<Result<void>> FakeOutbox::remove_of(std::string target)
{
    std::erase_if(entries, [&](const OutboxEntry& entry) { return entry.target == target; });
    co_return Result<void>{};
}

Task<Result<bool>> FakeOutbox::tell_once(std::string key, NoticeTime at, std::chrono::hours quiet)
{
    const auto known = told.find(key);
    if (quiet.count() > 0 && known != told.end() && at - known->second < quiet && known->second - at < quiet)
        co_return false;
    told[key] = at;
    co_return true;
}

} // namespace furtka::test
