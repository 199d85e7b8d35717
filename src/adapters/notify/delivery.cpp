#include "adapters/notify/delivery.hpp"

#include "adapters/notify/wire_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::notify {
namespace {

constexpr long connect_limit_ms = 10'000;
constexpr long whole_limit_ms = 30'000;

/// What is sent, as libcurl asks for it.
struct Upload {
    std::string text;
    std::size_t sent = 0;
};

std::size_t read_upload(char* into, std::size_t size, std::size_t count, void* self)
{
    auto& upload = *static_cast<Upload*>(self);
    const auto length = upload.text.copy(into, size * count, upload.sent);
    upload.sent += length;
    return length;
}

// Answers are not read: what a target says back may hold anything.
std::size_t drop_answer(char*, std::size_t size, std::size_t count, void*) { return size * count; }

int ask_to_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

class Delivery {
public:
    Delivery(const http::CurlLibrary& curl, const NotifyTarget& target)
        : curl_(curl), target_(target), easy_(curl.easy_init())
    {
    }
    ~Delivery()
    {
        if (easy_ != nullptr) curl_.easy_cleanup(easy_);
        if (list_ != nullptr) curl_.slist_free_all(list_);
    }
    Delivery(const Delivery&) = delete;
    Delivery& operator=(const Delivery&) = delete;

    Result<void> run(const Notification& notification, const std::string& unique, const std::atomic<bool>& stop)
    {
        const bool mail = target_.kind == TargetKind::mail;
        if (easy_ == nullptr || !set_limits(stop) || !(mail ? set_mail(notification, unique) : set_post(notification))) {
            return fail({.kind = ErrorKind::unavailable,
                .key = "notify_unreachable",
                .message = "libcurl refuses what it was asked for",
                .hint = "look at the target's settings"});
        }
        const auto code = curl_.easy_perform(easy_);
        long status = 0;
        curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        return mail ? of_mail(code, status) : of_post(code, status);
    }

private:
    template <class Value>
    bool set(CURLoption option, Value value)
    {
        return curl_.easy_setopt(easy_, option, value) == CURLE_OK;
    }

    bool append(const std::string& line)
    {
        auto* longer = curl_.slist_append(list_, line.c_str());
        if (longer == nullptr) return false;
        list_ = longer;
        return true;
    }

    bool set_limits(const std::atomic<bool>& stop)
    {
        return set(CURLOPT_CONNECTTIMEOUT_MS, connect_limit_ms) && set(CURLOPT_TIMEOUT_MS, whole_limit_ms)
            && set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_FOLLOWLOCATION, 0L)
            && set(CURLOPT_PROTOCOLS_STR, target_.kind == TargetKind::mail ? "smtp,smtps" : "http,https")
            && set(CURLOPT_WRITEFUNCTION, &drop_answer) && set(CURLOPT_ERRORBUFFER, words_.data())
            && set(CURLOPT_XFERINFOFUNCTION, &ask_to_stop) && set(CURLOPT_XFERINFODATA, &stop) && set(CURLOPT_NOPROGRESS, 0L)
            && (target_.ca_file.empty() || set(CURLOPT_CAINFO, target_.ca_file.c_str()));
    }

    bool set_post(const Notification& notification)
    {
        std::string url = target_.url;
        if (target_.kind == TargetKind::ntfy) {
            auto post = ntfy_post(notification, target_.url);
            url = std::move(post.url);
            upload_.text = std::move(post.body);
        } else {
            upload_.text = webhook_body(notification);
        }
        const bool lines = append("Content-Type: application/json") && append("User-Agent: furtka") && append("Expect:")
            && (target_.secret.empty() || append("Authorization: Bearer " + target_.secret));
        return lines && set(CURLOPT_URL, url.c_str()) && set(CURLOPT_HTTPHEADER, list_)
            && set(CURLOPT_POSTFIELDSIZE, static_cast<long>(upload_.text.size()))
            && set(CURLOPT_POSTFIELDS, upload_.text.c_str()); // not copied: upload_ outlives the transfer
    }

    bool set_mail(const Notification& notification, const std::string& unique)
    {
        upload_.text = mail_text(notification, target_, unique);
        const long security = target_.security == MailSecurity::none ? CURLUSESSL_NONE : CURLUSESSL_ALL;
        const bool login = target_.user.empty()
            || (set(CURLOPT_USERNAME, target_.user.c_str()) && set(CURLOPT_PASSWORD, target_.secret.c_str()));
        const std::string from = "<" + target_.from + ">";
        return login && append("<" + target_.to + ">") && set(CURLOPT_URL, mail_url(target_).c_str())
            && set(CURLOPT_USE_SSL, security) && set(CURLOPT_MAIL_FROM, from.c_str()) && set(CURLOPT_MAIL_RCPT, list_)
            && set(CURLOPT_READFUNCTION, &read_upload) && set(CURLOPT_READDATA, &upload_) && set(CURLOPT_UPLOAD, 1L);
    }

    std::string where() const
    {
        return target_.kind == TargetKind::mail ? "the mail server " + target_.host : shown_address(target_);
    }

    Error unreachable(CURLcode code) const
    {
        if (code == CURLE_OPERATION_TIMEDOUT) {
            return {.kind = ErrorKind::timeout,
                .key = "time_limit",
                .message = fmt::format("{} did not answer in time", where()),
                .hint = "look whether it is reachable from this server"};
        }
        if (code == CURLE_ABORTED_BY_CALLBACK)
            return {.kind = ErrorKind::cancelled, .key = "cancelled", .message = "stopping"};
        // libcurl's own words, not those of its buffer: the latter may quote the address, which may be a secret.
        return {.kind = ErrorKind::unavailable,
            .key = "notify_unreachable",
            .message = fmt::format("{} could not be reached: {}", where(), curl_.easy_strerror(code)),
            .hint = "look at the address, and whether it is reachable from this server"};
    }

    Error denied(long status) const
    {
        return {.kind = ErrorKind::denied,
            .key = "notify_denied",
            .message = fmt::format("{} refused the login ({})", where(), status),
            .hint = "give the right password or token"};
    }

    Error refused(ErrorKind kind, std::string key, long status) const
    {
        return {.kind = kind,
            .key = std::move(key),
            .message = fmt::format("{} answered with {}", where(), status),
            .hint = "look at the target's address and its own log"};
    }

    Result<void> of_post(CURLcode code, long status) const
    {
        if (code != CURLE_OK) return fail(unreachable(code));
        if (status >= 200 && status < 300) return {};
        if (status == 401 || status == 403) return fail(denied(status));
        const bool ours = status < 500 && status != 408 && status != 429;
        if (ours) return fail(refused(ErrorKind::invalid, "notify_invalid", status));
        return fail(refused(ErrorKind::upstream, "notify_refused", status));
    }

    Result<void> of_mail(CURLcode code, long status) const
    {
        if (code == CURLE_OK) return {};
        if (code == CURLE_LOGIN_DENIED) return fail(denied(status));
        if (code == CURLE_USE_SSL_FAILED) {
            return fail({.kind = ErrorKind::invalid,
                .key = "notify_invalid",
                .message = where() + " does not offer an encrypted connection",
                .hint = "set the target's security to tls, or to none in your own network"});
        }
        // 4xx of a mail server means later, 5xx never.
        if (status >= 500) return fail(refused(ErrorKind::invalid, "notify_invalid", status));
        if (status >= 400) return fail(refused(ErrorKind::upstream, "notify_refused", status));
        return fail(unreachable(code));
    }

    const http::CurlLibrary& curl_;
    const NotifyTarget& target_;
    CURL* easy_;
    curl_slist* list_ = nullptr;
    Upload upload_;
    std::array<char, CURL_ERROR_SIZE> words_{};
};

} // namespace

Result<void> deliver(const http::CurlLibrary& curl, const NotifyTarget& target, const Notification& notification,
    const std::string& unique, const std::atomic<bool>& stop)
{
    return Delivery(curl, target).run(notification, unique, stop);
}

} // namespace furtka::notify
