// adapters/registry/transfer.hpp — one request inside libcurl.
#pragma once

#include "adapters/registry/web_exchange.hpp"
#include "http/curl_library.hpp"

#include <array>
#include <atomic>
#include <functional>

namespace furtka::registry {

using http::CurlLibrary;

/// Made and ended on the thread that drives libcurl; only `cancelled` is touched by others.
class Transfer {
public:
    using Done = std::move_only_function<void(Result<WebAnswer>)>;

    Transfer(WebRequest request, Done done);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// Makes the handle. False: libcurl has no memory left or refuses an option.
    bool prepare(const CurlLibrary& curl);
    CURL* handle() const { return easy_; }

    /// Hands the outcome to `done`, once.
    void finish(CURLcode code);
    void finish(Error error);

    std::atomic<bool> cancelled{false};

private:
    template <class Value>
    bool set(CURLoption option, Value value);
    bool set_request();
    bool set_limits();
    bool set_trust();
    static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
    Error error_of(CURLcode code) const;

    WebRequest request_;
    Done done_;
    const CurlLibrary* curl_ = nullptr;
    CURL* easy_ = nullptr;
    curl_slist* fields_ = nullptr;
    std::array<char, CURL_ERROR_SIZE> words_{};
    WebAnswer answer_;
    std::size_t header_bytes_ = 0;
    bool too_large_ = false;
};

} // namespace furtka::registry
