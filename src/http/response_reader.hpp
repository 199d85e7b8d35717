// http/response_reader.hpp — bytes of a connection into one response (RFC 9112); no socket.
#pragma once

#include "http/client.hpp"

#include <memory>

namespace furtka::http {

class ResponseReader {
public:
    struct Options {
        bool head = false; ///< the request was HEAD: no body comes
        std::size_t largest = 0; ///< bytes of a body that is kept
        PieceSink sink; ///< set: the body of a status < 300 is handed over piece by piece instead of being kept
        std::function<void()> opened; ///< called when the header of such an answer is there
    };

    enum class State {
        header, ///< bytes of the header are missing
        body,
        done,
        stopped, ///< the sink has had enough
        broken, ///< not HTTP; `problem` says why
        cut, ///< the connection ended before the answer did
        too_large,
    };

    explicit ResponseReader(Options options);
    ~ResponseReader();
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;

    /// Takes all bytes; incomplete ones are kept until more come.
    State feed(std::string_view bytes);
    /// The other end has sent all.
    State feed_end();

    State state() const;
    bool ended() const { return state() != State::header && state() != State::body; }
    bool got_any() const; ///< a byte has come
    bool is_streamed() const; ///< the header is there and the body goes to the sink
    bool keep_alive() const; ///< after `done`: another exchange may follow on the connection
    const std::string& problem() const;
    ClientResponse take();
    /// After a 101: what came behind its header and is no HTTP any more.
    std::string take_rest();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace furtka::http
