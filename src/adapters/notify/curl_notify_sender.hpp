// adapters/notify/curl_notify_sender.hpp — notifications over libcurl, loaded when the first one is sent.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/notify.hpp"

#include <atomic>
#include <memory>

namespace furtka {

/// One at a time, on a thread of its own: a mail server that does not answer holds up neither the loop nor the workers that
/// write the journal.
class CurlNotifySender final : public NotifySender {
public:
    CurlNotifySender() = default;
    ~CurlNotifySender() override { stop_->store(true); }
    CurlNotifySender(const CurlNotifySender&) = delete;
    CurlNotifySender& operator=(const CurlNotifySender&) = delete;

    /// What is being sent ends with `cancelled`, and nothing more is sent: the daemon stops.
    void stop() { stop_->store(true); }

    Task<Result<void>> send(NotifyTarget target, Notification notification) override;

private:
    std::shared_ptr<std::atomic<bool>> stop_ = std::make_shared<std::atomic<bool>>(false);
    WorkerPool worker_{1}; ///< ends first: what it does is told to stop by then
};

} // namespace furtka
