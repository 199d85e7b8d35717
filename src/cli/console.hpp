// cli/console.hpp — where the person or program that called is: output, questions, Ctrl-C.
#pragma once

#include "base/result.hpp"
#include "cli/live_terminal.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace furtka::cli {

/// What output and input are.
struct Looks {
    bool in_terminal = false;
    bool out_terminal = false;
    bool err_terminal = false;
    bool moves = false; ///< stderr is a terminal that can rewrite a line: progress bars
    bool colours = false; ///< on stdout
    std::size_t width = 80; ///< columns

    /// Of tables: 0, which cuts nothing, where a program reads them.
    std::size_t table_width() const { return out_terminal ? width : 0; }
};

enum class Echo { yes, no };

class Console {
public:
    virtual ~Console() = default;

    virtual Looks looks() const = 0;
    virtual void out(std::string_view text) = 0; ///< results
    virtual void err(std::string_view text) = 0; ///< progress, questions and errors

    /// One line, without its end. Nothing: the input has ended, or Ctrl-C.
    virtual std::optional<std::string> ask(std::string_view question, Echo echo) = 0;
    /// All of standard input. too_large `input_size`: over `most` bytes.
    virtual Result<std::string> read_input(std::size_t most) = 0;

    virtual WindowSize window() const = 0;
    /// Hands the terminal to a program elsewhere until the result is let go. None: it is no terminal.
    virtual std::unique_ptr<LiveTerminal> take_over(const boost::asio::any_io_executor& executor) = 0;

    /// From here on Ctrl-C is counted instead of ending the program.
    virtual void count_interrupts() = 0;
    virtual int interrupts() const = 0;
    /// Waits; Ctrl-C ends the waiting.
    virtual void pause(std::chrono::milliseconds duration) = 0;
    virtual std::chrono::steady_clock::time_point now() const = 0;
};

/// Whether a question can be asked and seen.
inline bool can_ask(const Console& console)
{
    const auto looks = console.looks();
    return looks.in_terminal && looks.err_terminal;
}

} // namespace furtka::cli
