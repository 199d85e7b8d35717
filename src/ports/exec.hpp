// ports/exec.hpp — processes started inside a running container.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/names.hpp"

#include <chrono>
#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct TerminalSize {
    int columns = 80;
    int rows = 24;
    bool operator==(const TerminalSize&) const = default;
};

struct ExecSpec {
    std::vector<std::string> command; ///< program and arguments; no shell reads them
    std::vector<std::string> environment; ///< `NAME=value`, besides the container's own
    std::string user; ///< empty: the container's own
    bool terminal = false; ///< the process gets a terminal of its own and leads a session
};

struct ExecId {
    std::string text;
    auto operator<=>(const ExecId&) const = default;
};

struct ExecState {
    bool running = false;
    std::optional<int> exit_code; ///< none: it runs, or never began
    bool operator==(const ExecState&) const = default;
};

/// Input and output of a process. Letting go of it does not end the process.
class ExecStream {
public:
    virtual ~ExecStream() = default;

    /// The next output; none: the process has closed it. upstream `stream_cut` (the engine is gone) | cancelled
    virtual Task<Result<std::string>> read() = 0;
    /// Waits until it was taken. upstream `stream_cut` | timeout `stream_stuck`: nothing was taken for `patience` |
    /// cancelled
    virtual Task<Result<void>> write(std::string bytes, std::chrono::milliseconds patience) = 0;
};

/// Every call: unavailable `engine_unreachable`, upstream `engine_error`, timeout, cancelled; with an ExecId also not_found
/// `exec_unknown`: its container is gone.
class Exec {
public:
    virtual ~Exec() = default;

    /// Makes a process ready. not_found `container_unknown`; conflict `container_not_running`: it ended, or is paused.
    /// Source: POST /containers/{id}/exec.
    virtual Task<Result<ExecId>> create(ContainerId id, ExecSpec spec) = 0;

    /// Begins it and holds its input and output; only for one with a terminal. A program that cannot be begun shows as
    /// output with the engine's words, and as exit code 126 or 127. Source: POST /exec/{id}/start, upgraded to a raw stream.
    virtual Task<Result<std::unique_ptr<ExecStream>>> start(ExecId id) = 0;

    /// Begins it without input, and drops what it writes. Returns when it has begun.
    virtual Task<Result<void>> start_alone(ExecId id) = 0;

    /// Only of a process that has begun. Source: POST /exec/{id}/resize.
    virtual Task<Result<void>> resize(ExecId id, TerminalSize size) = 0;

    /// Source: GET /exec/{id}/json.
    virtual Task<Result<ExecState>> state(ExecId id) = 0;
};

} // namespace furtka
