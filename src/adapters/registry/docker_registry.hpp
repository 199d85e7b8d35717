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
struct Wanted; ///< what is asked for
struct Question; ///< the same at one site, with the time it may take
} // namespace registry

struct RegistryOptions {
    std::filesystem::path certificates =
        "/etc/docker/certs.d"; ///< `<host:port>/ca.crt` is trusted for that host, as by the engine
    std::chrono::milliseconds limit{10'000}; ///< for one server's whole answer, its token included
};

/// At most 8 questions at once, 4 to one registry; further ones wait in order. Connections are kept.
class DockerRegistry final : public Registry {
public:
    /// `credentials` outlives it.
    DockerRegistry(boost::asio::any_io_executor executor, Credentials& credentials, RegistryOptions options = {});

    Task<Result<Digest>> digest(ImageRef ref, EngineInfo engine) override;
    Task<Result<ImageDocument>> document(ImageRef ref, EngineInfo engine) override;
    Task<Result<ImageConfig>> config(ImageRef ref, Digest config, EngineInfo engine) override;
    Task<Result<std::vector<std::string>>> tags(ImageRef ref, EngineInfo engine) override;
    Task<Result<void>> try_login(std::string registry, RegistryLogin login, EngineInfo engine) override;
    std::vector<RegistryLimit> limits() const override;

private:
    Task<Result<registry::WebAnswer>> ask(registry::Wanted wanted, EngineInfo engine);
    Task<Result<registry::WebAnswer>> ask_sites(registry::Wanted wanted, EngineInfo engine);
    Task<Result<registry::WebAnswer>> ask_site(registry::Question question);
    Task<Result<registry::WebAddress>> server_of(registry::Site site);
    Task<Result<registry::WebAnswer>> send(registry::Question question, registry::Realm realm, std::string authorization);
    Task<Result<registry::WebAnswer>> send_authorized(registry::Question question, registry::Realm realm);
    void learn(const std::string& registry, const registry::WebAnswer& answer);
    std::string ca_file_of(const std::string& host) const;

    RegistryOptions options_;
    registry::WebClient web_;
    registry::Authorizer authorizer_;
    Gate all_;
    NamedGates gates_; ///< by registry
    std::map<std::string, bool> speaks_tls_; ///< hosts that may be asked either way, as they last were
    std::map<std::string, RateLimit> rates_; ///< by registry
};

} // namespace furtka
