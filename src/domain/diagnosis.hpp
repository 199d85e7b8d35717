// domain/diagnosis.hpp — why an app is down: from facts to a cause in plain words and a fix the owner can press.
#pragma once

#include "base/error.hpp"
#include "domain/app_folder.hpp"
#include "domain/app_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace furtka {

/// Who has a port that a service wants. One of these is known: the container, the process, or neither.
struct PortHeld {
    std::uint16_t port = 0;
    std::string protocol; ///< `tcp`, `udp`
    std::string container; ///< name, or empty
    std::string app; ///< installed app the container belongs to, or empty
    std::string process; ///< name, or empty
    int pid = 0;
    bool operator==(const PortHeld&) const = default;
};

/// One service that is not as it should be.
struct ServiceFacts {
    std::string service;
    ServiceState state = ServiceState::failed;
    std::string image; ///< tag of the compose file
    std::optional<bool> image_present; ///< none: not known
    std::optional<int> exit_code;
    bool oom_killed = false;
    int restart_count = 0;
    std::uint64_t memory_limit = 0; ///< bytes; 0: none
    std::string start_error; ///< the engine's words when it could not start the container
    std::string health_output; ///< of the last probe
    std::vector<std::string> log; ///< the last lines of its output, the oldest first
    std::vector<PortHeld> ports_held; ///< ports it wants that others have
};

struct DownFacts {
    std::string app;
    AppState state = AppState::unknown; ///< apart from a job that works on it
    Intent intent = Intent::run;
    bool has_settings = false;
    bool has_places = false; ///< ports that stand in its compose file and can be moved
    std::optional<Error> folder_error; ///< the folder cannot be read
    std::string compose_problem; ///< Compose's words when it refuses the file
    std::string engine_problem; ///< the engine does not answer; why
    std::optional<std::uint64_t> disk_free; ///< bytes where the engine keeps its data
    std::string disk_folder; ///< that folder
    std::optional<Error> last_failure; ///< of the newest job of the app, when that failed
    std::vector<ServiceFacts> services; ///< those in trouble, in the order of the compose file
};

/// What a button does. `target` is the app's name unless said otherwise.
enum class FixAction {
    start,
    restart,
    stop, ///< of another app
    settings, ///< open the form
    log_in, ///< `target` is the registry's host
    free_disk, ///< `target` is a folder on the disk that is full
    reinstall,
};

struct Fix {
    FixAction action = FixAction::start;
    std::string label; ///< for a button: `Stop wiki`
    std::string target;
    bool operator==(const Fix&) const = default;
};

struct Cause {
    std::string key; ///< stable: `port_taken`
    std::string service; ///< empty: of the whole app
    std::string text; ///< one or two sentences
    std::vector<std::pair<std::string, std::string>>
        details; ///< what the sentence tells, for programs: {"port", "80"}, {"holder", "wiki"}
    std::vector<std::string> evidence; ///< others' own words: the engine's, a probe's, the log's
    std::optional<Fix> fix; ///< none: nothing that a button could do
    bool operator==(const Cause&) const = default;
};

/// Less than this is a full disk: an image layer or a database checkpoint no longer fits.
inline constexpr std::uint64_t full_disk = 64ULL << 20;

std::string_view to_text(FixAction action);

/// What stands in the way of the app, the first to be mended first; empty when it runs.
std::vector<Cause> diagnose(const DownFacts& facts);

} // namespace furtka
