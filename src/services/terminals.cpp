#include "services/terminals.hpp"

#include "async/cancellation.hpp"
#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/service_names.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

namespace furtka {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// The first that the image has. The last is the debug shell of images that have no other.
constexpr std::array<std::string_view, 7> shells{
    "/bin/bash", "/usr/bin/bash", "/bin/sh", "/usr/bin/sh", "/bin/ash", "/bin/dash", "/busybox/sh"};

// A process can only be ended from inside its container, so its number there must be known. `$0` is the shell, which takes
// this one's place and keeps its number and its terminal.
constexpr std::string_view mark = "furtka-terminal ";
constexpr std::string_view show_number = "echo \"furtka-terminal $$\"; exec \"$0\"";

// Sends signals to every process of a session: $1 its number, then the signals. With nothing but the shell's own commands,
// for a small image has no others. A line of /proc/N/stat is `N (name) state parent group session …`.
constexpr std::string_view signal_session = R"(session=$1
shift
signals=$*
for stat in /proc/[0-9]*/stat; do
  line=
  read -r line 2>/dev/null <"$stat" || continue
  number=${line%% *}
  set -- ${line##*) }
  [ "$4" = "$session" ] || continue
  for signal in $signals; do kill -s "$signal" "$number" 2>/dev/null; done
done
)";

constexpr std::size_t longest_start = 4096; // bytes before the mark
constexpr auto look_again = 30ms;
constexpr auto signal_limit = 3s;
constexpr auto container_limit = 1s;
constexpr int killed_code = 137; // 128 + SIGKILL
constexpr auto state_limit = 2s; // between the end of the output and the engine's word about it

/// What a program that could not be begun left behind, on one line.
std::string one_line(std::string_view text)
{
    std::string line(text.substr(0, 500));
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

void log_terminal_end(
    const TerminalPlace& place, std::string_view who, Clock::time_point begin, const Result<TerminalEnd>& end)
{
    const auto took = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin);
    const std::string reason(end ? reason_word(end->reason) : std::string_view(end.error().key));
    const std::string code = end && end->exit_code ? std::to_string(*end->exit_code) : "none";
    log::info("terminal closed",
        {{"app", place.app.text()}, {"service", place.service}, {"who", who}, {"took_s", took.count()}, {"reason", reason},
            {"exit_code", code}});
}

} // namespace

std::string_view reason_word(TerminalReason reason)
{
    switch (reason) {
    case TerminalReason::process: return "process";
    case TerminalReason::container: return "container";
    case TerminalReason::idle: return "idle";
    case TerminalReason::closed: return "closed";
    }
    std::unreachable();
}

/// A shell on its way. Lives as long as `run`.
struct Terminals::Shell {
    std::string program; ///< `/bin/sh`
    ExecId id;
    std::unique_ptr<ExecStream> stream;
    std::string number; ///< of the process, as its container counts; also of its session
    std::string early; ///< output that came with it
    Clock::time_point last_byte = Clock::now();
};

/// A place among the terminals that may be open.
class Terminals::Seat {
public:
    Seat(std::shared_ptr<Seats> seats, std::string app) : seats_(std::move(seats)), app_(std::move(app))
    {
        ++(*seats_)[app_];
    }
    ~Seat()
    {
        const auto mine = seats_->find(app_);
        if (--mine->second == 0) seats_->erase(mine);
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

private:
    std::shared_ptr<Seats> seats_;
    std::string app_;
};

Terminals::Terminals(
    Exec& exec, Inspection& inspection, Containers& containers, const LivePicture& picture, TerminalLimits limits)
    : exec_(exec), inspection_(inspection), containers_(containers), picture_(picture), limits_(limits)
{
}

std::size_t Terminals::open() const
{
    return std::accumulate(
        seats_->begin(), seats_->end(), std::size_t{0}, [](std::size_t sum, const auto& app) { return sum + app.second; });
}

Result<void> Terminals::check_room(const std::string& app) const
{
    const auto mine = seats_->find(app);
    const bool app_is_full = mine != seats_->end() && mine->second >= limits_.open_of_app;
    if (!app_is_full && open() < limits_.open) return {};
    return fail({.kind = ErrorKind::unavailable,
        .key = "too_many_terminals",
        .message = app_is_full ? fmt::format("{} terminals of {} are open already", limits_.open_of_app, app)
                               : fmt::format("{} terminals are open already", limits_.open),
        .hint = "close one of them first"});
}

Result<TerminalPlace> Terminals::find(
    const AppName& app, const std::optional<std::string>& service, std::optional<int> replica) const
{
    const auto* view = picture_.find(app.text());
    if (view == nullptr) return fail(app_not_installed(app.text()));
    if (service && !services_of(*view).contains(*service)) return fail(no_such_service(app, *service, *view));
    if (!picture_.engine().reachable) {
        return fail({.kind = ErrorKind::unavailable,
            .key = "engine_unreachable",
            .message = "the Docker engine cannot be reached, so no terminal can be opened",
            .hint = "start Docker; Furtka notices by itself"});
    }
    std::vector<const Container*> running;
    for (const auto& container : view->containers) {
        const bool wanted = !service || container.service == *service;
        if (wanted && container.state == RunState::running && !container.one_off) running.push_back(&container);
    }
    if (running.empty()) {
        return fail({.kind = ErrorKind::conflict,
            .key = "service_not_running",
            .message = service ? fmt::format("{} of {} does not run", *service, app.text())
                               : fmt::format("no service of {} runs", app.text()),
            .hint = "start the app first"});
    }
    std::ranges::sort(running, {}, [](const Container* c) { return std::tie(c->service, c->number, c->id); });
    const auto chosen = std::ranges::find_if(running, [&](const Container* c) { return !replica || c->number == *replica; });
    if (chosen == running.end()) {
        return fail({.kind = ErrorKind::not_found,
            .key = "replica_unknown",
            .message = fmt::format("{} has no running replica {}", app.text(), *replica),
            .hint = "leave the replica out for the first one"});
    }
    CHECK(check_room(app.text()));
    const auto& container = **chosen;
    return TerminalPlace{
        .app = app, .service = container.service, .container = container.id, .container_name = container.name};
}

Task<Result<TerminalEnd>> Terminals::run(TerminalPlace place, TerminalSize size, std::string who, TerminalUser& user)
{
    CO_CHECK(check_room(place.app.text()));
    const Seat seat(seats_, place.app.text());
    const auto begin_time = Clock::now();
    Shell shell;
    CO_TRY(shell.program, co_await find_shell(place));
    CO_CHECK(co_await begin(place, size, shell));
    log::info("terminal opened", {{"app", place.app.text()}, {"service", place.service}, {"who", who}});

    [[maybe_unused]] const auto told = co_await user.started(place, shell.program);
    auto end = co_await guarded(talk(shell, user));
    co_await forget_cancellation(); // whatever ended it, the shell must not stay
    if (!end && end.error().kind == ErrorKind::cancelled)
        end = TerminalEnd{.reason = TerminalReason::closed, .exit_code = {}};
    if (end && end->reason == TerminalReason::process) {
        end = co_await own_end(place, shell);
    } else {
        co_await end_by_force(place, shell);
    }
    log_terminal_end(place, who, begin_time, end);
    co_return end;
}

// ---- the beginning

Task<Result<std::string>> Terminals::find_shell(TerminalPlace place)
{
    for (const auto shell : shells) {
        CO_TRY(const auto found, co_await inspection_.file(place.container, std::string(shell)));
        if (found && !found->is_folder) co_return std::string(shell);
    }
    co_return fail({.kind = ErrorKind::broken,
        .key = "no_shell",
        .message = fmt::format("the image of {} has no shell, so there is nothing to open a terminal with", place.service),
        .hint = "such images hold only their program; its log tells what it does"});
}

Task<Result<void>> Terminals::begin(const TerminalPlace& place, TerminalSize size, Shell& shell)
{
    ExecSpec spec{.command = {shell.program, "-c", std::string(show_number), shell.program},
        .environment = {"TERM=xterm-256color"},
        .user = {},
        .terminal = true};
    CO_TRY(shell.id, co_await exec_.create(place.container, std::move(spec)));
    CO_TRY(shell.stream, co_await exec_.start(shell.id));
    CO_CHECK(co_await with_timeout(read_first_line(shell), limits_.start, "the start of " + shell.program));
    // Not before: the engine refuses the size of a process that has not begun.
    co_return co_await exec_.resize(shell.id, size);
}

/// The line with the shell's number; what follows it is the shell's own.
Task<Result<void>> Terminals::read_first_line(Shell& shell)
{
    std::string heard;
    while (heard.size() < longest_start) {
        CO_TRY(const std::string piece, co_await shell.stream->read());
        heard += piece;
        const auto at = heard.find(mark);
        const auto end = at == std::string::npos ? at : heard.find('\n', at);
        if (end != std::string::npos) {
            const auto number = at + mark.size();
            shell.number = heard.substr(number, heard.find_first_not_of("0123456789", number) - number);
            shell.early = heard.substr(end + 1);
            if (!shell.number.empty()) co_return Result<void>{};
        }
        if (piece.empty()) break;
    }
    co_return fail({.kind = ErrorKind::upstream,
        .key = "shell_failed",
        .message = fmt::format("{} could not be started: {}", shell.program, one_line(heard)),
        .hint = "its log may tell more about the container"});
}

// ---- while it is open

Task<Result<TerminalEnd>> Terminals::talk(Shell& shell, TerminalUser& user)
{
    using namespace boost::asio::experimental::awaitable_operators;
    shell.last_byte = Clock::now();
    const auto first = co_await (carry_output(shell, user) || carry_input(shell, user) || watch_idle(shell));
    if (first.index() == 1) co_return TerminalEnd{.reason = TerminalReason::closed, .exit_code = {}};
    const bool idle = Clock::now() >= shell.last_byte + limits_.idle; // else its sleep was cancelled
    if (first.index() == 2)
        co_return TerminalEnd{.reason = idle ? TerminalReason::idle : TerminalReason::closed, .exit_code = {}};
    const auto& output = std::get<0>(first);
    if (output) co_return TerminalEnd{.reason = TerminalReason::process, .exit_code = {}};
    if (output.error().kind == ErrorKind::cancelled)
        co_return TerminalEnd{.reason = TerminalReason::closed, .exit_code = {}};
    co_return fail(output.error());
}

Task<Result<void>> Terminals::carry_output(Shell& shell, TerminalUser& user)
{
    std::string piece = std::exchange(shell.early, {});
    for (;;) {
        if (!piece.empty()) CO_CHECK(co_await user.output(std::move(piece)));
        CO_TRY(piece, co_await shell.stream->read());
        if (piece.empty()) co_return Result<void>{};
        shell.last_byte = Clock::now();
    }
}

/// Returns when the user has gone. What the process does not take any more is dropped: its output tells how it ended.
Task<void> Terminals::carry_input(Shell& shell, TerminalUser& user)
{
    bool deaf = false;
    for (;;) {
        auto input = co_await user.input();
        if (!input) co_return;
        shell.last_byte = Clock::now();
        if (deaf) continue;
        if (input->size) {
            [[maybe_unused]] const auto resized = co_await exec_.resize(shell.id, *input->size);
        } else if (!input->bytes.empty()) {
            const auto written = co_await shell.stream->write(std::move(input->bytes), limits_.idle);
            deaf = !written;
        }
    }
}

Task<void> Terminals::watch_idle(Shell& shell) const
{
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(shell.last_byte + limits_.idle - Clock::now());
        if (left <= 0ms) co_return;
        const auto slept = co_await sleep_for(left);
        if (!slept) co_return;
    }
}

// ---- the end

/// Of a shell whose output has ended.
Task<Result<TerminalEnd>> Terminals::own_end(const TerminalPlace& place, Shell& shell)
{
    const bool ended = co_await ended_within(shell, state_limit);
    const auto state = co_await exec_.state(shell.id);
    if (!state && state.error().kind != ErrorKind::not_found) co_return fail(state.error());
    const auto code = state ? state->exit_code : std::nullopt;
    const bool runs = co_await container_runs(place.container, code == killed_code ? container_limit : 0ms);
    if (runs && !ended) co_await end_by_force(place, shell);
    co_return TerminalEnd{.reason = runs ? TerminalReason::process : TerminalReason::container, .exit_code = code};
}

/// `patience`: the end of a process in it may be told a moment before its own.
Task<bool> Terminals::container_runs(ContainerId id, std::chrono::milliseconds patience)
{
    for (const auto until = Clock::now() + patience;;) {
        const auto container = co_await containers_.inspect(id);
        if (!container || !container->runs()) co_return false;
        if (Clock::now() >= until) co_return true;
        const auto slept = co_await sleep_for(look_again);
        if (!slept) co_return true;
    }
}

/// Closing its input leaves a shell with a terminal running (seen on 20.10 to 28.5), and the engine has no call to end a
/// process: its session is hung up from inside, as the end of a real line would, and killed when it stays.
Task<void> Terminals::end_by_force(const TerminalPlace& place, Shell& shell)
{
    [[maybe_unused]] const auto hung_up = co_await signal(place.container, shell, "HUP CONT", {});
    bool ended = co_await ended_within(shell, limits_.grace);
    // Also when the shell has ended: what ignores a hang-up (nohup) is still of this terminal.
    const auto killed = co_await signal(place.container, shell, "KILL", {});
    if (!ended) ended = co_await ended_within(shell, 1s);
    if (!ended) { // what runs by another's name inside (su)
        [[maybe_unused]] const auto by_root = co_await signal(place.container, shell, "KILL", "0");
        ended = co_await ended_within(shell, 1s);
    }
    if (!ended && killed) {
        log::warning("terminal's shell still runs",
            {{"app", place.app.text()}, {"service", place.service}, {"number", shell.number}});
    }
}

Task<Result<void>> Terminals::signal(ContainerId container, const Shell& shell, std::string signals, std::string user)
{
    ExecSpec spec{
        .command = {shell.program, "-c", std::string(signal_session), shell.program, shell.number, std::move(signals)},
        .environment = {},
        .user = std::move(user),
        .terminal = false};
    CO_TRY(const auto id, co_await exec_.create(container, std::move(spec)));
    CO_CHECK(co_await exec_.start_alone(id));
    for (const auto until = Clock::now() + signal_limit; Clock::now() < until;) {
        CO_TRY(const auto state, co_await exec_.state(id));
        if (!state.running) break;
        CO_CHECK(co_await sleep_for(look_again));
    }
    co_return Result<void>{};
}

/// A shell the engine says nothing about any more has ended as far as anybody can tell.
Task<bool> Terminals::ended_within(const Shell& shell, std::chrono::milliseconds limit)
{
    for (const auto until = Clock::now() + limit;;) {
        const auto state = co_await exec_.state(shell.id);
        if (!state || !state->running) co_return true;
        if (Clock::now() >= until) co_return false;
        const auto slept = co_await sleep_for(look_again);
        if (!slept) co_return false;
    }
}

} // namespace furtka
