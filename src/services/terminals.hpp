// services/terminals.hpp — terminals into running services: a shell in the container, and its end whatever happens.
#pragma once

#include "ports/containers.hpp"
#include "ports/exec.hpp"
#include "ports/inspection.hpp"
#include "services/live_picture.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

struct TerminalLimits {
    std::size_t open = 16; ///< in all
    std::size_t open_of_app = 4;
    std::chrono::milliseconds idle{30 * 60'000}; ///< no byte either way for so long: it is ended
    std::chrono::milliseconds start{10'000}; ///< for the shell to show itself
    std::chrono::milliseconds grace{2'000}; ///< between the hang-up and the end by force
};

/// Where a terminal goes.
struct TerminalPlace {
    AppName app;
    std::string service;
    ContainerId container;
    std::string container_name;
};

enum class TerminalReason {
    process, ///< the shell ended
    container, ///< its container did
    idle,
    closed, ///< whoever looked has gone, or the daemon stops
};

std::string_view reason_word(TerminalReason reason); ///< `process`

struct TerminalEnd {
    TerminalReason reason = TerminalReason::process;
    std::optional<int> exit_code; ///< of a shell that ended
    bool operator==(const TerminalEnd&) const = default;
};

/// Whoever sits at a terminal.
class TerminalUser {
public:
    virtual ~TerminalUser() = default;

    struct Input {
        std::string bytes;
        std::optional<TerminalSize> size; ///< instead of bytes: the window has another size
    };
    /// The next input; failure: gone.
    virtual Task<Result<Input>> input() = 0;
    /// Waits until it was taken, so that a fast process waits for a slow reader.
    virtual Task<Result<void>> output(std::string bytes) = 0;
    /// Called once, before any output.
    virtual Task<Result<void>> started(TerminalPlace place, std::string shell) = 0;
};

class Terminals {
public:
    Terminals(Exec& exec, Inspection& inspection, Containers& containers, const LivePicture& picture, TerminalLimits limits);

    /// Without a service: the first by name that runs; without a replica: the first. not_found `app_not_installed`,
    /// `service_unknown`, `replica_unknown` | conflict `service_not_running` | unavailable `engine_unreachable`,
    /// `too_many_terminals`.
    Result<TerminalPlace> find(
        const AppName& app, const std::optional<std::string>& service, std::optional<int> replica) const;

    /// From the start of a shell to its end: when this returns, nothing that was started from the terminal runs on, save
    /// what the user let go of on purpose (a session of its own; jobs in the background of a shell that was left with
    /// `exit`). broken `no_shell`: the image has none | upstream `shell_failed`: it could not be begun | unavailable
    /// `too_many_terminals` | failures of the engine. `who`: for the log.
    Task<Result<TerminalEnd>> run(TerminalPlace place, TerminalSize size, std::string who, TerminalUser& user);

    std::size_t open() const;

private:
    struct Shell;
    class Seat;
    using Seats = std::map<std::string, std::size_t>; ///< open terminals of each app

    Result<void> check_room(const std::string& app) const;
    Task<Result<std::string>> find_shell(TerminalPlace place);
    Task<Result<void>> begin(const TerminalPlace& place, TerminalSize size, Shell& shell);
    Task<Result<void>> read_first_line(Shell& shell);
    Task<Result<TerminalEnd>> talk(Shell& shell, TerminalUser& user);
    Task<Result<void>> carry_output(Shell& shell, TerminalUser& user);
    Task<void> carry_input(Shell& shell, TerminalUser& user);
    Task<void> watch_idle(Shell& shell) const;
    Task<Result<TerminalEnd>> own_end(const TerminalPlace& place, Shell& shell);
    Task<bool> container_runs(ContainerId id, std::chrono::milliseconds patience);
    Task<void> end_by_force(const TerminalPlace& place, Shell& shell);
    Task<Result<void>> signal(ContainerId container, const Shell& shell, std::string signals, std::string user);
    Task<bool> ended_within(const Shell& shell, std::chrono::milliseconds limit);

    Exec& exec_;
    Inspection& inspection_;
    Containers& containers_;
    const LivePicture& picture_;
    TerminalLimits limits_;
    std::shared_ptr<Seats> seats_ = std::make_shared<Seats>();
};

} // namespace furtka
