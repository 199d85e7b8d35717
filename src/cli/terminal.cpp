#include "cli/terminal.hpp"

#include "cli/raw_terminal.hpp"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace furtka::cli {
namespace {

constexpr std::size_t longest_answer = std::size_t{64} * 1024;

std::atomic<int> interrupt_count{0}; // written by the signal handler: lock-free

void count_one(int) { interrupt_count.fetch_add(1); }

void write_all(int stream, std::string_view text)
{
    while (!text.empty()) {
        const auto wrote = ::write(stream, text.data(), text.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0 && errno == EAGAIN) {
            pollfd place{.fd = stream, .events = POLLOUT, .revents = 0};
            ::poll(&place, 1, -1);
            continue;
        }
        if (wrote < 0) return; // nobody reads it: nothing is left to tell anybody
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
}

std::string_view variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

std::size_t terminal_width(int stream)
{
    winsize size{};
    return ::ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// Turns the echo of typed letters off while it lives.
class Silence {
public:
    Silence()
    {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~Silence()
    {
        if (!changed_) return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        write_all(STDERR_FILENO, "\n"); // the person's own was not shown
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

/// Makes Ctrl-C end the reading (and give the echo back) instead of the program, while it lives.
class Interruptible {
public:
    Interruptible()
    {
        struct sigaction action{};
        action.sa_handler = count_one;
        ::sigaction(SIGINT, &action, &before_);
    }
    ~Interruptible() { ::sigaction(SIGINT, &before_, nullptr); }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

private:
    struct sigaction before_{};
};

// Byte by byte: what follows the line is the next question's answer.
std::optional<std::string> read_line()
{
    std::string line;
    char letter = 0;
    while (line.size() < longest_answer) {
        const auto got = ::read(STDIN_FILENO, &letter, 1);
        if (got < 0) return std::nullopt;
        if (got == 0 && line.empty()) return std::nullopt;
        if (got == 0 || letter == '\n') return line;
        line += letter;
    }
    return line;
}

} // namespace

Terminal::Terminal()
{
    const bool dumb = variable("TERM") == "dumb" || variable("TERM").empty();
    looks_.in_terminal = ::isatty(STDIN_FILENO) == 1;
    looks_.out_terminal = ::isatty(STDOUT_FILENO) == 1;
    looks_.err_terminal = ::isatty(STDERR_FILENO) == 1;
    looks_.moves = looks_.err_terminal && !dumb;
    looks_.colours = looks_.out_terminal && !dumb && variable("NO_COLOR").empty();
    if (looks_.out_terminal || looks_.err_terminal) {
        looks_.width = terminal_width(looks_.out_terminal ? STDOUT_FILENO : STDERR_FILENO);
    }
}

void Terminal::out(std::string_view text) { write_all(STDOUT_FILENO, text); }
void Terminal::err(std::string_view text) { write_all(STDERR_FILENO, text); }

std::optional<std::string> Terminal::ask(std::string_view question, Echo echo)
{
    const Interruptible interruptible;
    const int before = interrupts();
    write_all(STDERR_FILENO, question);
    std::optional<std::string> answer;
    if (echo == Echo::no) {
        const Silence silence;
        answer = read_line();
    } else {
        answer = read_line();
    }
    if (!answer || interrupts() != before) {
        write_all(STDERR_FILENO, "\n");
        return std::nullopt;
    }
    return answer;
}

Result<std::string> Terminal::read_input(std::size_t most)
{
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return fail({.kind = ErrorKind::invalid,
                .key = "input",
                .message = fmt::format("standard input cannot be read: {}", std::strerror(errno))});
        }
        if (got == 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > most) {
            return fail({.kind = ErrorKind::too_large,
                .key = "input_size",
                .message = fmt::format("standard input holds more than {} bytes", most)});
        }
    }
}

WindowSize Terminal::window() const { return window_size(); }

std::unique_ptr<LiveTerminal> Terminal::take_over(const boost::asio::any_io_executor& executor)
{
    return open_raw_terminal(executor);
}

void Terminal::count_interrupts()
{
    struct sigaction action{};
    action.sa_handler = count_one;
    ::sigaction(SIGINT, &action, nullptr);
}

int Terminal::interrupts() const { return interrupt_count.load(); }

void Terminal::pause(std::chrono::milliseconds duration) { ::poll(nullptr, 0, static_cast<int>(duration.count())); }

} // namespace furtka::cli
