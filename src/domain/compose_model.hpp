// domain/compose_model.hpp — what Compose makes of a compose file: the part of `config --format json` that Furtka uses.
#pragma once

#include "base/result.hpp"
#include "domain/names.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct PortMapping {
    std::string host_ip; ///< empty: all addresses
    std::string published; ///< `8080`, `8000-8010`, or empty: the engine chooses
    std::uint16_t target = 0;
    std::string protocol; ///< `tcp`, `udp`
    std::string written = {}; ///< of one that was moved: what the files say of `published`
    std::string name = {}; ///< this and what follows: of the long form
    std::string mode = {}; ///< empty: `ingress`
    std::string app_protocol = {};

    const std::string& as_written() const { return written.empty() ? published : written; }
    bool operator==(const PortMapping&) const = default;
};

struct Mount {
    std::string type; ///< `bind`, `volume`, `tmpfs`, …
    std::string source; ///< path or volume key; empty: anonymous
    std::string target;
    bool read_only = false;
    std::string propagation = {}; ///< of a bind: `rshared`, …; empty: private
    bool operator==(const Mount&) const = default;
};

/// Something a service is given beyond an ordinary container, in the compose file's own words: `cap_add` `SYS_ADMIN`,
/// `devices` `/dev/dri:/dev/dri:rwm`, `privileged` `true`. `file` is a host file given as config or secret.
struct Privilege {
    std::string what;
    std::string value;
    auto operator<=>(const Privilege&) const = default;
};

struct ServiceModel {
    std::string name;
    std::optional<std::string> image; ///< as Compose resolved it; none: built from source
    bool builds = false;
    int replicas = 1;
    std::string restart; ///< `always`, `on-failure:3`, …; empty: `no`; what `deploy.restart_policy` says wins
    bool has_healthcheck = false; ///< declared in the compose file, and not disabled there
    std::string network_mode; ///< `host`, `none`, `service:vpn`, …; empty: networks
    std::vector<std::string> profiles;
    std::vector<std::string> depends_on;
    std::vector<std::string> completes_first; ///< those of `depends_on` with condition service_completed_successfully
    std::vector<PortMapping> ports;
    std::vector<Mount> mounts;
    std::vector<std::string> networks; ///< keys
    std::vector<Privilege> privileges; ///< ordered, each once
    std::optional<ImageId> stand_in = {}; ///< local image that Compose is told instead of `image` (domain/stand_in.hpp)
    bool operator==(const ServiceModel&) const = default;
};

struct NetworkModel {
    std::string key; ///< as in the compose file: `default`
    std::string name; ///< as on the engine: `blog_default`
    std::string driver; ///< empty: bridge
    bool external = false;
    bool has_subnet = false;
    bool operator==(const NetworkModel&) const = default;
};

struct VolumeModel {
    std::string key;
    std::string name;
    bool external = false;
    std::string driver = {}; ///< empty: local
    std::map<std::string, std::string> options = {}; ///< `driver_opts`: `type`, `o`, `device` make of it a mount of anything
    bool operator==(const VolumeModel&) const = default;
};

struct ComposeModel {
    std::string project;
    std::vector<ServiceModel> services; ///< ordered by name
    std::vector<NetworkModel> networks;
    std::vector<VolumeModel> volumes;

    const ServiceModel* service(std::string_view name) const;
    std::vector<std::string> service_names() const;
    /// `{service: image}`; services without an image left out.
    std::map<std::string, std::string> image_tags() const;
    bool operator==(const ComposeModel&) const = default;
};

/// Reads the output of `compose config --format json` (2.20 and later).
/// upstream `compose_output`: not JSON or not such a document; the message quotes its start.
Result<ComposeModel> parse_compose_model(std::string_view json);

} // namespace furtka
