#include "domain/diagnosis.hpp"

#include "domain/exit_words.hpp"
#include "domain/image_ref.hpp"
#include "domain/log_clues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>

namespace furtka {
namespace {

constexpr std::size_t most_evidence = 5;

Fix start_again(const DownFacts& facts) { return {FixAction::start, "Start " + facts.app, facts.app}; }
Fix restart(const DownFacts& facts) { return {FixAction::restart, "Restart " + facts.app, facts.app}; }
Fix open_settings(const DownFacts& facts) { return {FixAction::settings, "Change the settings", facts.app}; }
Fix free_disk(const DownFacts& facts) { return {FixAction::free_disk, "Free some space", facts.disk_folder}; }

Fix settings_or_start(const DownFacts& facts) { return facts.has_settings ? open_settings(facts) : start_again(facts); }

/// `512 MiB`, `1.5 GiB`: memory is sold in powers of 1024.
std::string memory_text(std::uint64_t bytes)
{
    constexpr double kibi = 1024;
    double amount = static_cast<double>(bytes) / (kibi * kibi);
    if (amount < kibi) return fmt::format("{:.3g} MiB", amount);
    return fmt::format("{:.3g} GiB", amount / kibi);
}

bool has(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

std::vector<std::string> last_lines(const std::vector<std::string>& log)
{
    return {log.size() > most_evidence ? log.end() - most_evidence : log.begin(), log.end()};
}

std::vector<std::string> words_of(const std::string& text)
{
    if (text.empty()) return {};
    return {text};
}

// ---- of the whole app

std::optional<Cause> of_the_folder(const DownFacts& facts)
{
    if (facts.folder_error) {
        return Cause{.key = facts.folder_error->key,
            .text = fmt::format("The folder of {} cannot be used: {}.", facts.app, facts.folder_error->message),
            .evidence = words_of(facts.folder_error->hint),
            .fix = Fix{FixAction::reinstall, "Install again", facts.app}};
    }
    if (facts.compose_problem.empty()) return std::nullopt;
    return Cause{.key = "compose_invalid",
        .text = fmt::format("Docker Compose refuses the compose file of {}.", facts.app),
        .evidence = {facts.compose_problem},
        .fix = Fix{FixAction::reinstall, "Install again", facts.app}};
}

Cause of_the_disk(const DownFacts& facts)
{
    return {.key = "disk_full",
        .text = fmt::format("The disk is full: {} are left in {}. Apps that must write cannot run.",
            memory_text(*facts.disk_free), facts.disk_folder),
        .details = {{"free_bytes", std::to_string(*facts.disk_free)}, {"folder", facts.disk_folder}},
        .fix = free_disk(facts)};
}

// ---- of one service, the surest first

std::string holder_text(const PortHeld& held)
{
    if (!held.app.empty()) return held.app;
    if (!held.container.empty()) return fmt::format("the container {}", held.container);
    if (!held.process.empty()) return fmt::format("{} (process {})", held.process, held.pid);
    return "another program";
}

std::optional<Fix> port_fix(const DownFacts& facts, const PortHeld& held)
{
    if (facts.has_settings || facts.has_places) return Fix{FixAction::settings, "Choose another port", facts.app};
    if (!held.app.empty()) return Fix{FixAction::stop, "Stop " + held.app, held.app};
    return start_again(facts); // once its owner has ended the program
}

/// The key of the last failure, or of the way back that failed after it.
bool failed_with(const DownFacts& facts, std::string_view key)
{
    if (!facts.last_failure) return false;
    if (facts.last_failure->key == key) return true;
    return std::ranges::any_of(facts.last_failure->details,
        [&](const auto& detail) { return detail.first == "back_cause" && detail.second == key; });
}

/// What an engine that crashed may leave, and no call of its API mends.
std::optional<Cause> of_the_engines_crash(const DownFacts& facts, const ServiceFacts& service)
{
    Cause cause{.service = service.service, .evidence = words_of(service.start_error)};
    if (failed_with(facts, "port_leaked")) {
        cause.key = "port_leaked";
        cause.text =
            fmt::format("The engine holds a port of {} for a container that is gone, because it ended while it started "
                        "one. Restart the engine; {} is started once it is back.",
                service.service, facts.app);
        return cause;
    }
    if (failed_with(facts, "container_stuck")) {
        cause.key = "container_stuck";
        cause.text =
            fmt::format("The engine lost track of a container of {} and can neither stop nor remove it. Restart the "
                        "engine; {} is started once it is back.",
                facts.app, facts.app);
        return cause;
    }
    return std::nullopt;
}

std::optional<Cause> of_the_port(const DownFacts& facts, const ServiceFacts& service)
{
    constexpr std::array words{"port is already allocated", "address already in use", "ports are not available"};
    const bool refused = std::ranges::any_of(words, [&](const char* w) { return has(service.start_error, w); });
    if (!refused && service.ports_held.empty()) return std::nullopt;
    Cause cause{.key = "port_taken", .service = service.service, .evidence = words_of(service.start_error)};
    if (service.ports_held.empty()) {
        cause.text = fmt::format("A port that {} needs was taken when it was started; it is free by now, or its holder "
                                 "cannot be seen from here.",
            service.service);
        cause.fix = start_again(facts);
        return cause;
    }
    const auto& held = service.ports_held.front();
    cause.text = fmt::format("{} needs port {}, which {} has.", service.service, held.port, holder_text(held));
    cause.details = {{"port", std::to_string(held.port)}};
    for (const auto& [name, holder] :
        {std::pair{"app", &held.app}, std::pair{"container", &held.container}, std::pair{"process", &held.process}}) {
        if (!holder->empty()) cause.details.emplace_back(name, *holder);
    }
    cause.fix = port_fix(facts, held);
    return cause;
}

bool says_any(const Error& failure, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words, [&](std::string_view w) { return has(failure.message, w); });
}

// A start downloads through Compose, which only passes the engine's words on.
bool was_denied(const Error& failure)
{
    return failure.key == "registry_denied"
        || says_any(failure,
            {"no basic auth credentials", "unauthorized", "pull access denied", "authentication required",
                "authorization failed", "denied:"});
}

bool was_unknown(const Error& failure)
{
    return failure.key == "image_unknown" || failure.key == "image_platform"
        || says_any(failure, {"manifest unknown", "not found", "no matching manifest"});
}

std::optional<Cause> of_the_image(const DownFacts& facts, const ServiceFacts& service)
{
    const bool gone = service.image_present == false && service.state != ServiceState::restarting;
    if (!gone && !has(service.start_error, "No such image")) return std::nullopt;
    Cause cause{.key = "image_missing",
        .service = service.service,
        .details = {{"image", service.image}},
        .fix = start_again(facts)};
    cause.text = fmt::format("The image {} of {} is not on this server.", service.image, service.service);
    const auto& failure = facts.last_failure;
    if (!failure) {
        cause.fix->label = "Download it and start";
        return cause;
    }
    cause.evidence = words_of(failure->message);
    if (was_denied(*failure)) {
        const auto ref = ImageRef::parse(service.image);
        const std::string host = ref ? ref->registry : "docker.io";
        cause.key = "login_needed";
        cause.text += fmt::format(" {} did not give it out without a login.", host);
        cause.details.emplace_back("registry", host);
        cause.fix = Fix{FixAction::log_in, "Log in to " + host, host};
    } else if (was_unknown(*failure)) {
        cause.key = "image_unknown";
        cause.text += " Its registry does not have it for this server.";
    }
    return cause;
}

struct Refusal {
    std::string_view words; ///< of the engine or of runc
    std::string_view key;
    std::string_view sentence;
};

constexpr std::array refusals{
    Refusal{"exec format error", "wrong_architecture", "was built for another kind of processor than this server has"},
    Refusal{"executable file not found", "command_missing", "names a command that is not in its image"},
    Refusal{"bind source path does not exist", "folder_missing", "needs a folder of this server that is not there"},
    Refusal{
        "error mounting", "folder_missing", "needs a file or folder of this server that is not there or of another kind"},
    Refusal{"no such file or directory", "command_missing", "names a command or a file that is not there"},
    Refusal{"permission denied", "command_denied", "names a command that may not be run"},
    Refusal{"could not select device driver", "device_missing",
        "needs a device, such as a graphics card, that this server lacks"},
    Refusal{"error gathering device information", "device_missing", "needs a device that this server lacks"},
    Refusal{"all predefined address pools", "address_pools_full", "needs a network, and the engine has no addresses left"},
    Refusal{"network", "network_missing", "needs a network that the engine does not have"},
};

std::optional<Cause> of_the_start(const DownFacts& facts, const ServiceFacts& service)
{
    if (service.start_error.empty()) return std::nullopt;
    Cause cause{.key = "start_refused",
        .service = service.service,
        .text = fmt::format("The engine could not start {}.", service.service),
        .evidence = {service.start_error},
        .fix = start_again(facts)};
    const auto* known = std::ranges::find_if(refusals, [&](const Refusal& r) { return has(service.start_error, r.words); });
    if (known == refusals.end()) return cause;
    cause.key = known->key;
    cause.text = fmt::format("{} {}.", service.service, known->sentence);
    return cause;
}

std::optional<Cause> of_the_memory(const DownFacts& facts, const ServiceFacts& service)
{
    if (!service.oom_killed) return std::nullopt;
    const auto bound = service.memory_limit == 0 ? std::string("this server had left")
                                                 : fmt::format("the {} it may have", memory_text(service.memory_limit));
    Cause cause{.key = "out_of_memory",
        .service = service.service,
        .text = fmt::format("{} was ended because it needed more memory than {}.", service.service, bound),
        .evidence = last_lines(service.log),
        .fix = restart(facts)};
    if (service.memory_limit > 0) cause.details = {{"limit_bytes", std::to_string(service.memory_limit)}};
    return cause;
}

std::optional<Fix> mend(const DownFacts& facts, ClueMends mends)
{
    if (mends == ClueMends::disk) return free_disk(facts);
    if (mends == ClueMends::settings) return settings_or_start(facts);
    return restart(facts);
}

/// `web ended with exit code 3`, with what came of it.
std::string end_text(const ServiceFacts& service)
{
    const auto times =
        service.restart_count > 0 ? fmt::format(" It was started {} times again.", service.restart_count) : "";
    if (!service.exit_code) return times;
    const auto words = exit_words(*service.exit_code);
    return fmt::format(" It ended with exit code {}{}{}.{}", *service.exit_code, words.empty() ? "" : ": ", words, times);
}

std::vector<std::pair<std::string, std::string>> end_details(const ServiceFacts& service)
{
    std::vector<std::pair<std::string, std::string>> details;
    if (service.exit_code) details.emplace_back("exit_code", std::to_string(*service.exit_code));
    if (service.restart_count > 0) details.emplace_back("restarts", std::to_string(service.restart_count));
    return details;
}

std::optional<Cause> of_the_log(const DownFacts& facts, const ServiceFacts& service)
{
    const bool ended = service.state == ServiceState::failed || service.state == ServiceState::restarting;
    if (!ended || service.exit_code == 0) return std::nullopt;
    const auto clue = clue_in(service.log);
    if (!clue) return std::nullopt;
    return Cause{.key = std::string(clue->key),
        .service = service.service,
        .text = fmt::format("{} {}.{}", service.service, clue->sentence, end_text(service)),
        .details = end_details(service),
        .evidence = {clue->line},
        .fix = mend(facts, clue->mends)};
}

Cause of_the_end(const DownFacts& facts, const ServiceFacts& service)
{
    Cause cause{.key = "ended",
        .service = service.service,
        .details = end_details(service),
        .evidence = last_lines(service.log),
        .fix = start_again(facts)};
    if (service.state == ServiceState::restarting || service.restart_count > 0) {
        cause.key = "crash_loop";
        cause.text = fmt::format("{} ends soon after each start.{}", service.service, end_text(service));
        cause.fix = settings_or_start(facts);
    } else if (service.exit_code == 0) {
        cause.key = "ended_well";
        cause.text = fmt::format("{} has ended by itself, without an error, though it should go on.", service.service);
    } else if (service.exit_code) {
        const auto words = exit_words(*service.exit_code);
        cause.text = words.empty()
            ? fmt::format("{} ended with exit code {}; its last lines tell more.", service.service, *service.exit_code)
            : fmt::format("{} ended with exit code {}: {}.", service.service, *service.exit_code, words);
    } else {
        cause.key = "never_started";
        cause.text = fmt::format("{} was made but never started.", service.service);
    }
    return cause;
}

std::optional<Cause> of_what_runs(const DownFacts& facts, const ServiceFacts& service)
{
    switch (service.state) {
    case ServiceState::unhealthy:
        return Cause{.key = "unhealthy",
            .service = service.service,
            .text = fmt::format("{} runs, but its own check of itself fails.", service.service),
            .evidence = service.health_output.empty() ? last_lines(service.log) : words_of(service.health_output),
            .fix = restart(facts)};
    case ServiceState::paused:
        return Cause{.key = "paused",
            .service = service.service,
            .text = fmt::format("{} is paused.", service.service),
            .fix = restart(facts)};
    case ServiceState::starting:
        return Cause{.key = "starting",
            .service = service.service,
            .text = fmt::format("{} is starting; its own check of itself has not passed yet.", service.service),
            .evidence = words_of(service.health_output)};
    case ServiceState::absent:
        return Cause{.key = "no_container",
            .service = service.service,
            .text = fmt::format("{} has no container.", service.service),
            .fix = start_again(facts)};
    default: return std::nullopt;
    }
}

std::optional<Cause> cause_of(const DownFacts& facts, const ServiceFacts& service)
{
    switch (service.state) {
    case ServiceState::running:
    case ServiceState::finished:
    case ServiceState::stopped: return std::nullopt;
    case ServiceState::starting:
    case ServiceState::paused: return of_what_runs(facts, service);
    case ServiceState::unhealthy:
        if (service.oom_killed) return of_the_memory(facts, service);
        return of_what_runs(facts, service);
    default: break;
    }
    for (const auto& look : {of_the_engines_crash, of_the_image, of_the_port, of_the_start, of_the_memory, of_the_log}) {
        if (auto cause = look(facts, service)) return cause;
    }
    if (service.state == ServiceState::absent) return of_what_runs(facts, service);
    return of_the_end(facts, service);
}

/// A service that is missing something comes before one that merely waits for it.
int urgency_of(const Cause& cause)
{
    if (cause.key == "starting") return 3;
    if (cause.key == "connection_refused" || cause.key == "name_unknown" || cause.key == "unhealthy") return 2;
    if (cause.key == "no_container" || cause.key == "never_started") return 1;
    return 0;
}

} // namespace

std::string_view to_text(FixAction action)
{
    switch (action) {
    case FixAction::start: return "start";
    case FixAction::restart: return "restart";
    case FixAction::stop: return "stop";
    case FixAction::settings: return "settings";
    case FixAction::log_in: return "log_in";
    case FixAction::free_disk: return "free_disk";
    case FixAction::reinstall: return "reinstall";
    }
    return "start";
}

std::vector<Cause> diagnose(const DownFacts& facts)
{
    std::vector<Cause> causes;
    if (auto cause = of_the_folder(facts)) causes.push_back(*std::move(cause));
    if (!facts.engine_problem.empty()) {
        causes.push_back({.key = "engine_away",
            .text = "The engine (Docker) does not answer, so nothing is known of the app.",
            .evidence = {facts.engine_problem}});
        return causes;
    }
    if (facts.state == AppState::running) return {};
    if (facts.state == AppState::stopped && facts.intent == Intent::stop) {
        causes.push_back({.key = "stopped_by_owner", .text = "You stopped it.", .fix = start_again(facts)});
        return causes;
    }
    std::multimap<int, Cause> services; // equally urgent ones stay in their order
    for (const auto& service : facts.services) {
        if (auto cause = cause_of(facts, service)) services.emplace(urgency_of(*cause), *cause);
    }
    if (facts.disk_free && *facts.disk_free < full_disk) causes.push_back(of_the_disk(facts));
    for (auto& [unused, cause] : services) causes.push_back(std::move(cause));
    if (causes.empty() && facts.state == AppState::stopped)
        causes.push_back(
            {.key = "not_started", .text = fmt::format("{} has not been started.", facts.app), .fix = start_again(facts)});
    return causes;
}

} // namespace furtka
