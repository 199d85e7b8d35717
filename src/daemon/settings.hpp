// daemon/settings.hpp — what an owner can set: each setting declared once, as flag, environment variable and config key.
#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "domain/access.hpp"
#include "domain/move_in/program_layout.hpp"
#include "domain/subnets.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::daemon {

/// Where HTTPS is served: beyond loopback, everywhere, nowhere.
enum class TlsRule { automatic, always, off };

struct Settings {
    std::filesystem::path config;
    std::filesystem::path state_dir;
    std::filesystem::path apps_dir;
    std::filesystem::path catalog_dir;
    std::filesystem::path socket;
    std::vector<std::string> listen; ///< `127.0.0.1:7000`
    LoginRule login = LoginRule::automatic;
    TlsRule tls = TlsRule::automatic;
    std::filesystem::path tls_cert; ///< empty: made by Furtka
    std::filesystem::path tls_key;
    std::vector<ProgramRoot> move_in_roots; ///< of other programs
    std::string docker_host;
    std::string compose; ///< empty: found as the docker client finds it
    std::string app_host; ///< empty: the browser's own host
    std::vector<std::string> allowed_hosts;
    Subnet subnet_pool;
    std::chrono::seconds pull_silence{120}; ///< a pull that tells nothing for so long is given up
    std::chrono::seconds check_interval{6 * 3600}; ///< between two checks for updates; zero: never by itself
    std::chrono::seconds catalog_interval{24 * 3600}; ///< between two syncs of a catalog; zero: never by itself
    bool allow_private_sources = false; ///< texts for apps of one's own from this machine and its networks too
    std::chrono::seconds update_settle{30}; ///< an updated app must be well for so long
    std::chrono::seconds update_timeout{180}; ///< and must be well within this time
    std::size_t recovery_points = 3; ///< kept of each app
    log::Level log_level = log::Level::info;
};

enum class Takes { one, several };

struct Declaration {
    std::string_view flag; ///< `--apps-dir`
    std::string_view env; ///< `FURTKA_APPS_DIR`
    std::string_view key; ///< `apps_dir`; empty: cannot stand in the config file
    std::string_view value_name; ///< `DIR`
    std::string_view standard; ///< the default as the owner would write it; of a list: comma-separated
    std::string_view doc;
    Takes takes = Takes::one;
    /// Reads the values into the settings; on failure, what is wanted (`an address and a port, such as 127.0.0.1:7000`).
    std::optional<std::string> (*set)(Settings& settings, const std::vector<std::string>& values) = nullptr;
};

std::span<const Declaration> declarations();

/// Where settings are looked for besides the declarations' defaults.
struct Sources {
    std::vector<std::string> arguments; ///< after `furtka serve`
    std::function<std::optional<std::string>(const std::string& name)> environment; ///< an empty value counts as none
};

/// A flag wins over the environment, that over the config file, that over the default.
/// invalid `flag_unknown`, `flag_value` (a flag without its value), `setting_value` (where it stands, what was found, what
/// is wanted; a certificate without its key), `config_missing`, `config_syntax` (line), `config_key` (an unknown key, with
/// the nearest known one).
Result<Settings> read_settings(const Sources& sources);

/// Where addresses of the setting `listen` are.
Listening listens(const std::vector<std::string>& addresses);

/// Whether HTTPS is served on an address of the setting `listen`.
bool speaks_tls(const Settings& settings, const std::string& address);
/// How calls from beyond this machine come; `tls` where all of them do.
Transport transport_of(const Settings& settings);

/// The text of `furtka serve --help`.
std::string help_text();

} // namespace furtka::daemon
