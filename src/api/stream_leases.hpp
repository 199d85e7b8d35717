// api/stream_leases.hpp — open streams end when the login they were asked for with ends.
#pragma once

#include "http/message.hpp"
#include "services/access_book.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <list>
#include <memory>

namespace furtka::api {

class StreamLeases {
public:
    /// `book` outlives the streams.
    StreamLeases(boost::asio::any_io_executor executor, const AccessBook& book);

    /// Held by a stream for as long as it is open. `cut` ends it, from elsewhere on the loop's thread.
    class Lease {
    public:
        Lease(StreamLeases& leases, Caller caller, std::function<void()> cut);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

    private:
        struct State;
        friend class StreamLeases;
        std::shared_ptr<State> state_;
        std::list<Lease*>::iterator at_;
        Caller caller_;
        std::function<void()> cut_;
    };

    /// The body, cut when `caller` is no longer who it was.
    http::StreamBody leased(http::StreamBody body, Caller caller);
    /// The same of a WebSocket, whose other end is told why (`policy`).
    http::SocketBody leased(http::SocketBody body, Caller caller);

    /// Something about logins has changed.
    void look();
    std::size_t open() const;

private:
    boost::asio::any_io_executor executor_;
    std::shared_ptr<Lease::State> state_; ///< shared with leases, which may end last
};

} // namespace furtka::api
