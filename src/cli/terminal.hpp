// cli/terminal.hpp — the console of this process: its three standard streams.
#pragma once

#include "cli/console.hpp"

namespace furtka::cli {

class Terminal final : public Console {
public:
    Terminal();

    Looks looks() const override { return looks_; }
    void out(std::string_view text) override;
    void err(std::string_view text) override;
    std::optional<std::string> ask(std::string_view question, Echo echo) override;
    Result<std::string> read_input(std::size_t most) override;
    WindowSize window() const override;
    std::unique_ptr<LiveTerminal> take_over(const boost::asio::any_io_executor& executor) override;
    void count_interrupts() override;
    int interrupts() const override;
    void pause(std::chrono::milliseconds duration) override;
    std::chrono::steady_clock::time_point now() const override { return std::chrono::steady_clock::now(); }

private:
    Looks looks_;
};

} // namespace furtka::cli
