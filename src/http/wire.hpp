// http/wire.hpp — a connected socket with a deadline, in plain or through TLS. It has no buffers of its own: a waiting
// connection costs no memory for bytes.
#pragma once

#include "async/task.hpp"
#include "http/deadlines.hpp"
#include "http/tls.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace furtka::http {

class Wire final : public Deadlines::Watched {
public:
    /// Owns `socket`, which must be non-blocking and close-on-exec.
    Wire(const boost::asio::any_io_executor& executor, int socket, Deadlines& deadlines);

    /// From here on everything goes through TLS. Returns when both ends agree; the deadline holds for all of it.
    Task<ErrorCode> start_tls(std::shared_ptr<const TlsContext> context, TlsStream::Role role, std::string name = {});
    /// The byte that will be read next; none: nothing is there.
    std::optional<unsigned char> first_byte();

    Moved read_now(std::span<char> into);
    /// As many bytes of `pieces` as the socket takes, in one call.
    Moved write_now(std::span<const std::string_view> pieces);

    /// timed_out: the deadline passed. operation_aborted: cancelled, or closed from here.
    Task<ErrorCode> readable();
    Task<ErrorCode> writable();
    /// All of `pieces` (at most eight), waiting as often as needed. `patience`, if not zero, is the deadline of each wait.
    Task<Moved> write_all(std::span<const std::string_view> pieces, std::chrono::milliseconds patience = {});

    /// Forgets that an earlier deadline has passed and sets the next.
    void restart_deadline(Clock::time_point when);

    /// Ends the waits of `readable` and `writable` with operation_aborted; `write_all` goes on.
    void stop_waiting();
    /// The other end sees the end of the stream; reading goes on.
    void finish_sending();
    /// Nothing to read and still connected: a kept-alive connection can be used again.
    bool is_quiet();
    void close();
    bool is_open() const { return descriptor_.is_open(); }
    bool timed_out() const { return timed_out_; }
    int native_handle() { return descriptor_.native_handle(); }

private:
    void on_deadline() override;
    Moved send_some(std::span<iovec> vectors);
    Task<ErrorCode> wait(boost::asio::posix::stream_descriptor::wait_type what);

    boost::asio::posix::stream_descriptor descriptor_;
    std::unique_ptr<TlsStream> tls_;
    bool timed_out_ = false;
};

} // namespace furtka::http
