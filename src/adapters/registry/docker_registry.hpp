// adapters/registry/docker_registry.hpp — the Registry port over the registry's own HTTP API.
#pragma once

#include "adapters/registry/authorizer.hpp"
#include "adapters/registry/registry_sites.hpp"
#include "adapters/registry/web_client.hpp"
#include "async/gate.hpp"
#include "ports/registry.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>

namespace furtka {

namespace registry {
struct Question; ///< one image at one site, with the time it may take
}

struct RegistryOptions {
    std::filesystem::path config_file; ///< the docker client's config.json, for logins; may be absent
    std::filesystem::path certificates =
        "/etc/docker/certs.d"; ///< `<host:port>/ca.crt` is trusted for that host, as by the engine
    std::chrono::milliseconds limit{10'000}; ///< for one server's whole answer, its token included
};

/// At most 8 questions at once, 4 to one registry; further ones wait in order. Connections are kept.
class DockerRegistry final : public Registry {
public:
    DockerRegistry(boost::asio::any_io_executor executor, RegistryOptions options);

    Task<Result<Digest>> digest(ImageRef ref, EngineInfo engine) override;

private:
    Task<Result<Digest>> ask_sites(ImageRef ref, EngineInfo engine);
    Task<Result<Digest>> ask_site(registry::Question question);
    Task<Result<registry::WebAddress>> server_of(registry::Site site);
    Task<Result<registry::WebAnswer>> head(registry::Question question, registry::Realm realm, std::string authorization);
    Task<Result<registry::WebAnswer>> head_authorized(registry::Question question, registry::Realm realm);
    Gate& gate_of(const std::string& name);
    std::string ca_file_of(const std::string& host) const;

    RegistryOptions options_;
    registry::WebClient web_;
    registry::Authorizer authorizer_;
    Gate all_;
    std::map<std::string, Gate> gates_; ///< by registry
    std::map<std::string, bool> speaks_tls_; ///< hosts that may be asked either way, as they last were
};

} // namespace furtka
