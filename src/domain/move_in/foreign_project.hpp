// domain/move_in/foreign_project.hpp — a compose project of another program, as the engine and the disk tell it.
#pragma once

#include "domain/container.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// `no`, `always`, `unless-stopped`, `on-failure` with a number of tries.
struct RestartPolicy {
    std::string name;
    int most_tries = 0;
    bool operator==(const RestartPolicy&) const = default;
};

struct ForeignMount {
    std::string type; ///< `volume`, `bind`
    std::string name; ///< of a volume
    std::string source; ///< path on the server
    std::string target;
    bool read_only = false;
    std::string mode; ///< `z`, `Z`, or empty
    std::string propagation; ///< of a bind, or empty
    auto operator<=>(const ForeignMount&) const = default;
};

struct ForeignContainer {
    Container container; ///< inspected
    RestartPolicy restart;
    bool removes_itself = false; ///< it is gone with its end
    std::string started_at; ///< of its last start; earlier times sort before later ones
    std::string working_dir; ///< what Compose noted: as the program saw its disk, which may be another than the server's
    std::vector<std::string> config_files;
    std::vector<std::string> env_files;
    std::map<std::string, std::string> environment;
    std::vector<ForeignMount> mounts; ///< ordered
    std::vector<std::string> networks; ///< names
    bool operator==(const ForeignContainer&) const = default;
};

/// The containers of one project that `compose run` did not make, in the order they were started.
struct ForeignProject {
    std::string name;
    std::vector<ForeignContainer> containers;
    int one_off = 0; ///< those that `compose run` made
    bool operator==(const ForeignProject&) const = default;
};

/// By name; those without a project are left out.
std::vector<ForeignProject> projects_of(std::vector<ForeignContainer> containers);

/// A file of the program's, by its path on the server.
using ForeignFiles = std::map<std::string, std::string>;

} // namespace furtka
