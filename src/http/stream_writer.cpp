#include "http/stream_writer.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <array>

namespace furtka::http {

namespace asio = boost::asio;

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view last_chunk = "0\r\n\r\n";

Error client_gone()
{
    return {.kind = ErrorKind::cancelled,
        .key = "client_gone",
        .message = "the client of the stream has gone, or the server stops"};
}

} // namespace

bool StreamWriter::is_over() const { return session_.gone_ || session_.core_->draining; }

Task<Result<void>> StreamWriter::write(std::string_view piece)
{
    if (is_over()) co_return fail(client_gone());
    if (piece.empty()) co_return Result<void>{}; // an empty chunk would end the body
    std::array<char, 24> size{};
    auto* const end = fmt::format_to(size.data(), "{:x}\r\n", piece.size());
    const std::string_view size_line(size.data(), static_cast<std::size_t>(end - size.data()));
    const std::array chunk{size_line, piece, line_end};
    const std::span<const std::string_view> pieces = chunked_ ? std::span(chunk) : std::span(chunk).subspan(1, 1);
    const bool sent = co_await session_.write(pieces);
    if (!sent) co_return fail(client_gone());
    bytes_ += piece.size();
    co_return Result<void>{};
}

void StreamWriter::cut()
{
    session_.gone_ = true;
    session_.wire_.close();
}

Task<bool> StreamWriter::end()
{
    if (session_.gone_) co_return false;
    if (!chunked_) co_return true;
    const std::array pieces{last_chunk};
    const bool sent = co_await session_.write(pieces);
    co_return sent;
}

// Watches for the end of the incoming bytes. What comes instead is kept for the next request, within the limit of a header.
Task<void> StreamWriter::closed()
{
    while (!is_over()) {
        const auto read = session_.wire_.read_now(session_.core_->scratch);
        if (!read.ec) {
            session_.rest_.append(session_.core_->scratch.data(), read.bytes);
            if (session_.rest_.size() > session_.core_->options.limits.header_bytes) session_.gone_ = true;
            continue;
        }
        if (read.ec != asio::error::would_block) {
            session_.gone_ = true;
            break;
        }
        const auto ec = co_await session_.wire_.readable();
        const bool cancelled = (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
        if (cancelled) co_return;
        if (ec && !session_.core_->draining) session_.gone_ = true;
    }
}

} // namespace furtka::http
