// adapters/registry/authorizer.hpp — turns a registry's challenge and the owner's login into an `Authorization` field.
#pragma once

#include "adapters/registry/challenge.hpp"
#include "adapters/registry/token.hpp"
#include "adapters/registry/web_client.hpp"
#include "domain/registry_login.hpp"
#include "ports/credentials.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace furtka::registry {

/// What is asked for: a repository of a server, and how that server is spoken to.
struct Realm {
    WebAddress server;
    std::string repository;
    std::string login; ///< the registry's name among the owner's logins
    bool verify = true;
    std::string ca_file;
    std::optional<RegistryLogin> trial = std::nullopt; ///< to be tried in the place of the kept one; never remembered
};

class Authorizer {
public:
    Authorizer(WebClient& web, Credentials& credentials) : web_(web), credentials_(credentials) { }

    /// The field that was good for this server and repository before, until it expires.
    std::optional<std::string> known(const Realm& realm);
    void forget(const Realm& realm);
    /// denied `registry_login`: what to say when the registry refuses all the same.
    Task<Error> refusal(Realm realm);
    /// Whether the last field for this registry was made with a login of the owner's.
    bool logged_in(const std::string& login) const { return logged_in_.contains(login); }

    /// Answers a challenge. denied `registry_login`: the registry wants a login and the owner has none for it, or the token
    /// server refuses it | upstream `registry_error` | errors of WebClient. No error holds a secret.
    Task<Result<std::string>> authorize(Realm realm, std::vector<Challenge> challenges, std::chrono::milliseconds limit);

private:
    struct Known {
        std::string field;
        std::chrono::steady_clock::time_point until;
    };

    Task<Result<Token>> ask_token(Realm realm, Challenge challenge, std::chrono::milliseconds limit);
    void remember(const Realm& realm, std::string field, std::chrono::seconds lives);
    void note_login(const Realm& realm, bool used);
    Task<Result<std::optional<RegistryLogin>>> login_of(Realm realm);

    WebClient& web_;
    Credentials& credentials_;
    std::map<std::string, Known> known_; ///< by server and repository
    std::set<std::string> logged_in_; ///< names of `Realm::login`
};

} // namespace furtka::registry
