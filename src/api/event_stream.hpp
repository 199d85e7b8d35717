// api/event_stream.hpp — the events of `GET /api/events`: each rendered once, kept for a while, sent to every listener.
#pragma once

#include "async/notice.hpp"
#include "async/task.hpp"
#include "http/message.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace furtka::api {

struct EventLimits {
    std::size_t kept = 1024; ///< events a client may resume from
    std::size_t behind = 256; ///< a listener that takes one write while so many come is told `dropped` and closed
    std::size_t piece = 16 * 1024; ///< bytes of waiting events joined into one write
    std::chrono::milliseconds beat{15'000}; ///< a comment line when nothing else was sent
};

/// A ring of events and its readers. A listener costs a coroutine and a position in the ring: no queue of its own.
/// All calls on the loop's thread.
class EventStream {
public:
    using Sees = std::function<bool(std::string_view app)>;

    /// `boot` tells this run of the daemon from others in event ids. `hello` renders the data of a stream's first event.
    EventStream(
        boost::asio::any_io_executor executor, std::string boot, std::function<std::string()> hello, EventLimits limits);
    ~EventStream();
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    /// `data` is JSON text of one line. `app` is the app it tells of, or empty.
    void publish(std::string_view name, std::string_view data, std::string_view app);

    /// Writes events until the client has gone, the stream is closed or the client is too slow. Starts with `hello`, or with
    /// `reset` when `last_event_id` is not empty and names no event that is still kept; then with all events since. With
    /// `sees`, events of other apps are left out.
    Task<void> serve(http::BodyWriter& writer, std::string last_event_id, Sees sees = {});

    /// Ends all streams.
    void close();

    std::size_t listeners() const { return *listeners_; }
    /// Bytes of the kept events.
    std::size_t kept_bytes() const { return kept_bytes_; }

private:
    struct Start {
        std::uint64_t next = 0; ///< number of the first event to send
        bool reset = false;
    };

    Task<void> feed(http::BodyWriter& writer, std::string last_event_id, Sees sees);
    /// 0: the client has gone; else the number of the first event to send.
    Task<std::uint64_t> greet(http::BodyWriter& writer, std::string last_event_id);
    Task<void> beat_while_needed();
    Start start_after(std::string_view last_event_id) const;
    std::string id_of(std::uint64_t number) const;
    http::SharedText waiting_since(std::uint64_t& next);
    /// The next events that are seen; empty when none of those that wait is.
    http::SharedText seen_since(std::uint64_t& next, const Sees& sees) const;
    std::uint64_t oldest() const { return last_ - kept_.size() + 1; }

    boost::asio::any_io_executor executor_;
    std::string boot_;
    std::function<std::string()> hello_;
    EventLimits limits_;
    struct Kept {
        http::SharedText text;
        std::string app;
    };
    std::deque<Kept> kept_; ///< event `last_` is at the back
    std::size_t kept_bytes_ = 0;
    std::uint64_t last_ = 0;
    Notice news_; ///< an event, a beat or the end
    std::uint64_t beats_ = 0;
    bool beating_ = false;
    bool closed_ = false;
    std::shared_ptr<std::size_t> listeners_; ///< shared with their coroutines, which may end after the stream is gone

    struct Joined {
        std::uint64_t from = 0;
        std::uint64_t to = 0; ///< one past the last
        bool full = false; ///< no further event fits
        http::SharedText text;
    };
    Joined joined_; ///< the last burst as one text: most listeners wait for the same
    http::SharedText beat_text_;
    std::shared_ptr<bool> alive_; ///< false once the stream is gone; the beat looks before it touches anything
};

} // namespace furtka::api
