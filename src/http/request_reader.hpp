// http/request_reader.hpp — bytes of a connection into one request (RFC 9112); no socket. Says what is refused and why.
#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace furtka::http {

class RequestReader {
public:
    enum class State { header, body, done, refused };

    RequestReader(std::size_t header_bytes, std::size_t body_bytes);
    ~RequestReader();
    RequestReader(RequestReader&&) noexcept;
    RequestReader& operator=(RequestReader&&) noexcept;

    /// Returns how many bytes are used up. The others belong to this request, to be given again with more behind them, or
    /// after `done` to the next one.
    std::size_t feed(std::string_view bytes);

    State state() const;
    int refused_status() const; ///< 400, 413, 431, 501, 505
    std::string_view refused_reason() const;

    bool expects_continue() const; ///< the client waits for "100 Continue" before it sends the body
    bool keep_alive() const; ///< the client wants to go on after the answer
    bool is_head() const;
    bool is_http_1_0() const;

    /// After `done`. HEAD is handed over as GET. The peer is not filled in.
    Request take();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace furtka::http
