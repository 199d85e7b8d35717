#include "http/channel.hpp"

#include "async/timeout.hpp"

#include <boost/asio/error.hpp>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace furtka::http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t largest_piece = std::size_t{16} * 1024;

class WireChannel final : public Channel {
public:
    WireChannel(std::unique_ptr<Wire> wire, std::string first, std::string name)
        : wire_(std::move(wire)), first_(std::move(first)), name_(std::move(name))
    {
        wire_->clear_deadline();
    }

    Task<Result<std::string>> read() override
    {
        if (!first_.empty()) co_return std::exchange(first_, {});
        std::string piece(largest_piece, '\0');
        for (;;) {
            const auto moved = wire_->read_now(piece);
            if (!moved.ec || moved.ec == asio::error::eof) {
                piece.resize(moved.bytes);
                co_return piece;
            }
            if (moved.ec != asio::error::would_block) co_return fail(problem(moved.ec));
            const auto ec = co_await wire_->readable();
            if (ec) co_return fail(problem(ec));
        }
    }

    Task<Result<void>> write(std::string bytes, std::chrono::milliseconds patience) override
    {
        const std::array<std::string_view, 1> pieces{bytes};
        const auto moved = co_await wire_->write_all(pieces, patience);
        if (moved.ec) co_return fail(problem(moved.ec));
        wire_->clear_deadline(); // which was for the writing alone
        co_return Result<void>{};
    }

    void finish_sending() override { wire_->finish_sending(); }

private:
    Error problem(const ErrorCode& ec) const
    {
        if (ec == asio::error::operation_aborted) return detail::cancelled_error();
        if (ec == asio::error::timed_out) {
            return {.kind = ErrorKind::timeout,
                .key = "stream_stuck",
                .message = fmt::format("the other end of {} takes nothing more", name_)};
        }
        return {.kind = ErrorKind::upstream,
            .key = "stream_cut",
            .message = fmt::format("{} broke off: {}", name_, ec.message())};
    }

    std::unique_ptr<Wire> wire_;
    std::string first_;
    std::string name_;
};

} // namespace

std::unique_ptr<Channel> open_channel(std::unique_ptr<Wire> wire, std::string first, std::string name)
{
    return std::make_unique<WireChannel>(std::move(wire), std::move(first), std::move(name));
}

} // namespace furtka::http
