#include "adapters/notify/curl_notify_sender.hpp"

#include "adapters/notify/delivery.hpp"
#include "base/base64.hpp"

#include <sodium.h>

namespace furtka {
namespace {

std::string unique_word()
{
    std::string bytes(12, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return hex_encode(bytes);
}

} // namespace

Task<Result<void>> CurlNotifySender::send(NotifyTarget target, Notification notification)
{
    std::function<Result<void>()> work = [target = std::move(target), told = std::move(notification), stop = stop_] {
        const auto curl = http::CurlLibrary::get();
        if (!curl) return Result<void>(fail(curl.error()));
        return notify::deliver(**curl, target, told, unique_word(), *stop);
    };
    auto sent = co_await worker_.run(std::move(work));
    co_return sent;
}

} // namespace furtka
