// adapters/registry/registry_sites.hpp — which servers are asked for an image, in order, and how.
#pragma once

#include "domain/image_ref.hpp"
#include "ports/engine.hpp"

#include <string>
#include <vector>

namespace furtka::registry {

enum class Scheme {
    tls,
    plain,
    either, ///< TLS when the server speaks it, otherwise plain HTTP
};

struct Site {
    std::string host; ///< with the port when there is one
    std::string prefix; ///< of every path: empty, or `/mirror`
    Scheme scheme = Scheme::tls;
    bool verify = true; ///< false: a certificate is not checked
    std::string login; ///< the registry's name among the docker client's logins
    bool operator==(const Site&) const = default;
};

/// The engine's own rules (moby `registry/service_v2.go`, `registry/config.go`, 28.x): mirrors before Docker Hub; an
/// insecure registry is asked by TLS without a check, and by plain HTTP if it speaks no TLS. A mirror gets only a login of
/// its own. A host *name* in an insecure network is taken as secure here: the engine looks the name up, which is not worth a
/// wait.
std::vector<Site> sites_of(const ImageRef& ref, const EngineInfo& engine);

} // namespace furtka::registry
