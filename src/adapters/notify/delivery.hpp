// adapters/notify/delivery.hpp — one attempt inside libcurl, on a thread that may wait.
#pragma once

#include "base/result.hpp"
#include "domain/notification.hpp"
#include "domain/notify_target.hpp"
#include "http/curl_library.hpp"

#include <atomic>
#include <string>

namespace furtka::notify {

/// Errors of NotifySender::send. `stop` ends it within about a second. Certificates are always checked.
Result<void> deliver(const http::CurlLibrary& curl, const NotifyTarget& target, const Notification& notification,
    const std::string& unique, const std::atomic<bool>& stop);

} // namespace furtka::notify
