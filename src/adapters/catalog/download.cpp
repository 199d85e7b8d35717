#include "adapters/catalog/download.hpp"

#include "base/owned_fd.hpp"
#include "domain/public_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace furtka {
namespace {

using http::CurlLibrary;

constexpr long connect_limit_ms = 15'000;
constexpr long slowest = 1'000; ///< bytes a second
constexpr long most_redirects = 5;

bool is_public(const sockaddr& address)
{
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family != AF_INET6) return false;
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::array<std::uint8_t, 16> bytes{};
    std::ranges::copy(v6.sin6_addr.s6_addr, bytes.begin());
    return is_public_v6(bytes);
}

class Download {
public:
    Download(const CurlLibrary& curl, const WantedDownload& wanted, std::function<bool()> stop)
        : curl_(curl), wanted_(wanted), stop_(std::move(stop)), easy_(curl.easy_init())
    {
    }
    ~Download()
    {
        if (easy_ != nullptr) curl_.easy_cleanup(easy_);
    }
    Download(const Download&) = delete;
    Download& operator=(const Download&) = delete;

    Result<std::string> run()
    {
        if (!wanted_.to.empty()) {
            file_.reset(open(wanted_.to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
            if (!file_) return fail(not_written(errno));
        }
        if (easy_ == nullptr || !set_limits() || !set_request() || !set_reach())
            return fail(unreachable("libcurl refuses what it was asked for"));
        const auto code = curl_.easy_perform(easy_);
        long status = 0;
        curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        return outcome(code, status);
    }

private:
    template <class Value>
    bool set(CURLoption option, Value value)
    {
        return curl_.easy_setopt(easy_, option, value) == CURLE_OK;
    }

    bool set_limits()
    {
        const auto& limits = wanted_.limits;
        return set(CURLOPT_CONNECTTIMEOUT_MS, connect_limit_ms)
            && set(CURLOPT_TIMEOUT, static_cast<long>(limits.time.count())) && set(CURLOPT_LOW_SPEED_LIMIT, slowest)
            && set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.silence.count())) && set(CURLOPT_NOSIGNAL, 1L)
            && set(CURLOPT_XFERINFOFUNCTION, &on_progress) && set(CURLOPT_XFERINFODATA, this) && set(CURLOPT_NOPROGRESS, 0L);
    }

    bool set_request()
    {
        // What began as https stays so; content that is asked for by plain http is proven by a signature or a hash.
        const char* schemes = wanted_.address.starts_with("https://") ? "https" : "http,https";
        return set(CURLOPT_URL, wanted_.address.c_str()) && set(CURLOPT_USERAGENT, "furtka") && set(CURLOPT_FAILONERROR, 1L)
            && set(CURLOPT_FOLLOWLOCATION, 1L) && set(CURLOPT_MAXREDIRS, most_redirects)
            && set(CURLOPT_PROTOCOLS_STR, schemes) && set(CURLOPT_REDIR_PROTOCOLS_STR, schemes)
            && set(CURLOPT_WRITEFUNCTION, &on_data) && set(CURLOPT_WRITEDATA, this)
            && (wanted_.ca_file.empty() || set(CURLOPT_CAINFO, wanted_.ca_file.c_str()));
    }

    /// Asked of every connection, so that neither a redirect nor a name that changes its address leads elsewhere.
    bool set_reach()
    {
        if (!wanted_.public_only) return true;
        return set(CURLOPT_OPENSOCKETFUNCTION, &on_socket) && set(CURLOPT_OPENSOCKETDATA, this) && set(CURLOPT_PROXY, "");
    }

    static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address)
    {
        auto& download = *static_cast<Download*>(self);
        if (!is_public(address->addr)) {
            download.private_ = true;
            return CURL_SOCKET_BAD;
        }
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    static std::size_t on_data(char* data, std::size_t size, std::size_t count, void* self)
    {
        auto& download = *static_cast<Download*>(self);
        std::string_view text(data, size * count);
        download.bytes_ += text.size();
        download.too_large_ = download.bytes_ > download.wanted_.limits.bytes;
        if (download.too_large_) return CURL_WRITEFUNC_ERROR;
        if (download.wanted_.to.empty()) {
            download.text_ += text;
            return text.size();
        }
        while (!text.empty()) {
            const auto written = ::write(download.file_.get(), text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) {
                download.write_error_ = errno;
                return CURL_WRITEFUNC_ERROR;
            }
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        return size * count;
    }

    static int on_progress(void* self, curl_off_t total, curl_off_t, curl_off_t, curl_off_t)
    {
        auto& download = *static_cast<Download*>(self);
        // Said beforehand: there is no need to take any of it.
        if (total > 0 && static_cast<std::uint64_t>(total) > download.wanted_.limits.bytes) download.too_large_ = true;
        return download.too_large_ || download.stop_() ? 1 : 0;
    }

    Result<std::string> outcome(CURLcode code, long status)
    {
        if (too_large_) {
            return fail({.kind = ErrorKind::too_large,
                .key = "catalog_too_large",
                .message = fmt::format(
                    "{} has more than {} MiB", wanted_.address, std::max<std::uint64_t>(wanted_.limits.bytes >> 20, 1)),
                .hint = "a catalog holds small text files, icons and a few pictures"});
        }
        if (write_error_ != 0) return fail(not_written(write_error_));
        if (code == CURLE_OK) return std::move(text_);
        if (private_) {
            return fail({.kind = ErrorKind::denied,
                .key = "address_private",
                .message = fmt::format("{} leads to this machine or to a private network", wanted_.address),
                .hint = "name a place on the Internet"});
        }
        if (code == CURLE_ABORTED_BY_CALLBACK)
            return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "it was cancelled"});
        if (code == CURLE_OPERATION_TIMEDOUT) {
            return fail({.kind = ErrorKind::timeout,
                .key = "time_limit",
                .message = fmt::format("{} did not come in time", wanted_.address),
                .hint = "look whether it is reachable from this server"});
        }
        if (code == CURLE_HTTP_RETURNED_ERROR) return fail(refused(status));
        return fail(unreachable(curl_.easy_strerror(code)));
    }

    Error refused(long status) const
    {
        const bool missing = status == 404 || status == 410;
        return {.kind = missing ? ErrorKind::not_found : ErrorKind::upstream,
            .key = missing ? "catalog_missing" : "catalog_refused",
            .message = fmt::format("{} was answered with {}", wanted_.address, status),
            .hint = "look at the catalog's address"};
    }

    Error unreachable(std::string_view words) const
    {
        return {.kind = ErrorKind::unavailable,
            .key = "catalog_unreachable",
            .message = fmt::format("{} could not be fetched: {}", wanted_.address, words),
            .hint = "look at the address, and whether it is reachable from this server"};
    }

    Error not_written(int number) const
    {
        const bool full = number == ENOSPC || number == EDQUOT;
        return {.kind = full ? ErrorKind::no_space : ErrorKind::unavailable,
            .key = full ? "disk_full" : "apps_dir",
            .message = fmt::format("could not write {}: {}", wanted_.to.string(), std::strerror(number)),
            .hint = full ? "free some disk space and try again" : "see that Furtka may write its state folder"};
    }

    const CurlLibrary& curl_;
    const WantedDownload& wanted_;
    std::function<bool()> stop_;
    CURL* easy_;
    OwnedFd file_;
    std::string text_;
    std::uint64_t bytes_ = 0;
    bool too_large_ = false;
    bool private_ = false; ///< an address that must not be connected to was one of its own
    int write_error_ = 0;
};

} // namespace

Result<std::string> download(const CurlLibrary& curl, const WantedDownload& wanted, std::function<bool()> stop)
{
    return Download(curl, wanted, std::move(stop)).run();
}

} // namespace furtka
