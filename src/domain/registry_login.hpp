// domain/registry_login.hpp — who to be at a registry, as the docker client's configuration file tells it.
#pragma once

#include "base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// What to show a registry. Never written to a log, an answer or an error.
struct RegistryLogin {
    std::string username;
    std::string password;
    std::string identity_token; ///< an OAuth2 refresh token, in the place of a password; usually empty
    bool operator==(const RegistryLogin&) const = default;
};

/// The logins of a docker client's `config.json`. A registry is named as in `ImageRef::registry`: `docker.io`, `host:port`.
class RegistryLogins {
public:
    /// invalid `docker_config`: not JSON, or not an object; the message quotes nothing of the text. Members that cannot be
    /// read are passed over. Empty text is an empty file. Source: docker/cli `cli/config/configfile` (`auths`, `credsStore`,
    /// `credHelpers`), 28.5.
    static Result<RegistryLogins> parse(std::string_view config_json);

    std::optional<RegistryLogin> find(std::string_view registry) const;

    /// The program (`docker-credential-<name>`) that keeps this registry's password, when the file has none itself.
    std::optional<std::string> helper(std::string_view registry) const;

    const std::map<std::string, RegistryLogin, std::less<>>& all() const { return logins_; }
    /// Hosts whose password the file says a program keeps, and its name.
    const std::map<std::string, std::string, std::less<>>& helpers() const { return helpers_; }

    void put(std::string_view registry, RegistryLogin login);
    /// False: there is none.
    bool drop(std::string_view registry);
    /// The logins as the text of such a file, with user name and password in the clear.
    std::string to_config() const;

private:
    std::map<std::string, RegistryLogin, std::less<>> logins_; ///< by host
    std::map<std::string, std::string, std::less<>> helpers_; ///< by host
    std::string store_; ///< `credsStore`: the helper of all other hosts
};

/// The answer of a credential helper to `get`: `{"Username", "Secret"}`; the user name `<token>` marks an identity token.
/// Nothing: not such an answer. Source: docker/docker-credential-helpers, `credentials/credentials.go`.
std::optional<RegistryLogin> parse_helper_answer(std::string_view json);

/// The host an entry of `auths` is about: no scheme, no path, Docker Hub's several names as `docker.io`.
std::string registry_host(std::string_view server);

/// The name a registry goes by in `auths` and in the `serveraddress` of X-Registry-Auth: for Docker Hub the old
/// `https://index.docker.io/v1/`, which both image stores take for their Hub host; otherwise the host itself, because the
/// containerd image store sends no login when the two differ (moby `daemon/containerd/resolver.go`, 28.x).
std::string login_server(std::string_view registry);

} // namespace furtka
