#include "cli/raw_terminal.hpp"

#include "async/nothrow.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace furtka::cli {

namespace asio = boost::asio;

namespace {

constexpr int largest_side = 1000; // that the API takes

/// Every key as a byte while it lives. TCSADRAIN: what was typed ahead is kept.
class RawMode {
public:
    RawMode()
    {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios raw = before_;
        ::cfmakeraw(&raw);
        changed_ = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    }
    ~RawMode()
    {
        if (changed_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
    }
    RawMode(const RawMode&) = delete;
    RawMode& operator=(const RawMode&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

class RawTerminal final : public LiveTerminal {
public:
    explicit RawTerminal(const asio::any_io_executor& executor)
        : input_(executor, ::dup(STDIN_FILENO)), window_(executor, SIGWINCH), ends_(executor, SIGINT, SIGTERM, SIGHUP)
    {
        ends_.async_wait([this](const boost::system::error_code& problem, int) {
            if (problem) return;
            over_ = true;
            boost::system::error_code ignored;
            input_.cancel(ignored);
        });
    }

    WindowSize size() const override { return window_size(); }

    // Waits, then reads: the descriptor stays blocking, for its flags are shared with the shell that called.
    Task<std::string> typed() override
    {
        while (!over_) {
            const auto [ec] = co_await input_.async_wait(asio::posix::stream_descriptor::wait_read, nothrow);
            if (ec || over_) break;
            std::array<char, 4096> buffer{};
            const auto got = ::read(input_.native_handle(), buffer.data(), buffer.size());
            if (got > 0) co_return std::string(buffer.data(), static_cast<std::size_t>(got));
            if (got == 0 || (errno != EINTR && errno != EAGAIN)) break;
        }
        co_return std::string();
    }

    Task<void> resized() override { co_await window_.async_wait(asio::use_awaitable); }

    void show(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            const auto wrote = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
            if (wrote < 0 && errno == EAGAIN) {
                pollfd place{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
                ::poll(&place, 1, -1);
            } else if (wrote < 0 && errno != EINTR) {
                return; // nobody sees it
            }
            if (wrote > 0) bytes.remove_prefix(static_cast<std::size_t>(wrote));
        }
    }

private:
    RawMode raw_;
    asio::posix::stream_descriptor input_;
    asio::signal_set window_;
    asio::signal_set ends_;
    bool over_ = false;
};

} // namespace

WindowSize window_size()
{
    winsize size{};
    if (::ioctl(STDIN_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
    return {.columns = std::min<int>(size.ws_col, largest_side), .rows = std::min<int>(size.ws_row, largest_side)};
}

std::unique_ptr<LiveTerminal> open_raw_terminal(const asio::any_io_executor& executor)
{
    if (::isatty(STDIN_FILENO) != 1) return nullptr;
    return std::make_unique<RawTerminal>(executor);
}

} // namespace furtka::cli
