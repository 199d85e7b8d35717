// domain/move_in/take_over_steps.hpp — the steps of a take-over, in the order in which take_over() takes them. Each tells
// what stands in its way and goes on, so that an owner hears of everything at once.
#pragma once

#include "domain/import/tree.hpp"
#include "domain/move_in/take_over.hpp"
#include "domain/settings.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::moving {

using imports::Node;

/// Umbrel's own service before the page of every app, and the network that all of its apps share.
inline constexpr std::string_view umbrel_proxy = "app_proxy";
inline constexpr std::string_view umbrel_network = "umbrel_main_network";

/// One take-over while it is worked out.
struct Work {
    const TakeOverSource& source;
    TakeOver& out;
    Node tree; ///< as its author wrote it
    SettingValues values{}; ///< of variables

    void refuse(std::string key, std::string about, std::string text) const;
    void need(std::string key, std::string about, std::string text) const;
    void note(std::string key, std::string about, std::string text) const;

    /// The text with its variables put in place.
    std::string filled(std::string_view text) const;

    std::vector<const ForeignContainer*> containers_of(std::string_view service) const;
};

/// The text of the one compose file; none: a reason was told.
std::optional<std::string> compose_text(const Work& work);

/// Whether its services can be read and need nothing but this file.
bool look_at_shape(const Work& work);
void look_at_containers(const Work& work);

/// The variables that stand in files: into `values` and the app's `.env`.
void read_values(Work& work);
/// Those that only the other program, or a container, knows; and which nobody knows.
void know_variables(Work& work);

/// Umbrel puts a container of its own before each app's page; without it the page's port leads to the app itself.
void leave_proxy(const Work& work, Node& tree);

/// Files of configs, secrets and `env_file` stay where they are, by their absolute paths.
void keep_file_paths(const Work& work, Node& tree);
void keep_env_files(const Work& work, Node& service);

/// The compose file's own keys of volumes, by the engine's name.
std::map<std::string, std::string> volume_keys(const Work& work);
/// A service has the mounts that its containers have. `volumes` gets those that the app then has to declare.
void keep_mounts(
    const Work& work, const std::map<std::string, std::string>& keys, const std::string& name, Node& service, Node& volumes);

/// The names that the others of the project know a service's containers by.
void keep_names(const Work& work, const std::string& name, Node& service);
/// Networks with a name or addresses of their own stay as they are: another with these cannot be beside them.
void keep_networks(const Work& work, Node& tree);

/// The engine's name of a volume or network that the compose file calls `key`.
std::string engine_name(const Work& work, const std::string& key, const Node& node);
/// Something that the app uses and does not own.
Node outside_node(const std::string& name);

std::string shown_name(const Work& work, const Node& tree);
/// The files of the app's folder: the author's, the override from `before` to `wanted`, and the manifest.
void write_files(const Work& work, const std::string& author, const Node& before, const Node& wanted);

} // namespace furtka::moving
