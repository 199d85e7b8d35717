// domain/import/draft.hpp — a definition on its way to an app folder, and the steps that change it. Each step has a file.
#pragma once

#include "domain/import/definition.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::imports {

/// The app's own page.
struct Page {
    std::string setting; ///< the port setting; empty: the port cannot be moved
    int port = 0; ///< wanted; another one is given if it is taken
    std::string scheme = "http";
    std::string path;
};

struct Draft {
    std::string name; ///< of the app
    Definition definition;
    Node before; ///< the author's compose file in one shape: environments and networks as maps
    Node tree; ///< as the app will run
    bool rewrite = false; ///< Compose would refuse the author's file: it is kept aside, and a whole one is written
    std::vector<Setting> settings;
    std::map<std::string, std::string> env_lines; ///< of `.env.example`: what is no setting and yet named in a file
    std::vector<std::string> volumes; ///< short names
    Files files; ///< that the compose file mounts, by path in the app's folder
    std::optional<Page> page;
    std::map<std::string, int> more_pages; ///< port settings of further pages, and the ports wanted
    std::set<int> ports; ///< published ones that stay as they are
    int services = 0; ///< without those of a profile
    std::vector<std::string> reasons;
    std::vector<std::string> repairs;

    void reason(std::string text); ///< each once
    void repair(std::string text);
    Node* services_node() { return tree.find("services"); }
    /// The setting of that name; added if there is none.
    Setting& setting(const std::string& name);
    const Setting* find_setting(std::string_view name) const;
};

/// Refuses what cannot run here, drops what Compose does not know, brings the rest into one shape.
/// invalid `import_refused`.
Result<void> check_shape(Draft& draft);
/// A variable that a script gives a value itself is the shell's, and nothing that Compose could know.
void keep_shell_variables(Draft& draft);
/// Puts the store's own variables in place.
void put_store_variables(Draft& draft);
/// `[YOUR_IP]` and the like become the setting of the server's name, `<client id>` one of its own.
void name_server(Draft& draft);
/// Literal secrets become generated settings, the same one wherever the literal is repeated.
void lift_secrets(Draft& draft);
/// Folders of the store become volumes of the app, shared folders settings; files that are mounted come along.
void place_volumes(Draft& draft);
/// Drops what belongs to the platform: names, addresses, networks, labels.
void leave_platform(Draft& draft);
/// The page's port becomes a setting; ports that the engine would choose go.
void place_ports(Draft& draft);
/// What variables remain are settings of the app; those of the author's file that are not get a line in `.env.example`.
void ask_variables(Draft& draft);

/// Another name for the app, when its own is taken: its volumes are named after it.
void rename(Draft& draft, const std::string& name);

/// All of these. invalid `import_refused` and what readers fail with.
Result<Draft> draft_of(Definition definition);

} // namespace furtka::imports
