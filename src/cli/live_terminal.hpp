// cli/live_terminal.hpp — the person's terminal while a program elsewhere has it.
#pragma once

#include "async/task.hpp"

#include <string>
#include <string_view>

namespace furtka::cli {

struct WindowSize {
    int columns = 80;
    int rows = 24;
    bool operator==(const WindowSize&) const = default;
};

/// Its end gives the terminal back as it was, whatever happens.
class LiveTerminal {
public:
    virtual ~LiveTerminal() = default;

    virtual WindowSize size() const = 0;
    /// The next bytes as they were typed, Ctrl-C too. None: the input has ended, or this program is told to end.
    virtual Task<std::string> typed() = 0;
    /// Returns when the window has another size.
    virtual Task<void> resized() = 0;
    virtual void show(std::string_view bytes) = 0;
};

} // namespace furtka::cli
