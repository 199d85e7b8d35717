// cli/raw_terminal.hpp — the terminal of this process in raw mode.
#pragma once

#include "cli/live_terminal.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace furtka::cli {

/// Of the terminal of standard input; 80 × 24 when it does not tell.
WindowSize window_size();

/// Nothing: standard input is no terminal.
std::unique_ptr<LiveTerminal> open_raw_terminal(const boost::asio::any_io_executor& executor);

} // namespace furtka::cli
