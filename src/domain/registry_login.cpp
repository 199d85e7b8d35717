#include "domain/registry_login.hpp"

#include "base/base64.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::string_view hub = "docker.io";
constexpr std::array<std::string_view, 4> hub_names{
    "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"};

std::string text_of(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return std::string(std::string_view(value->get_string()));
}

const json::object* object_of(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
}

/// `auth` is base64 of `user:password`; old clients padded it with NULs.
void read_auth(std::string_view auth, RegistryLogin& login)
{
    std::string plain = base64_decode(auth);
    while (!plain.empty() && plain.back() == '\0') plain.pop_back();
    const auto colon = plain.find(':');
    if (colon == std::string::npos) return;
    login.username = plain.substr(0, colon);
    login.password = plain.substr(colon + 1);
}

std::optional<RegistryLogin> read_login(const json::value& entry)
{
    const json::object* members = entry.if_object();
    if (members == nullptr) return std::nullopt;
    RegistryLogin login{text_of(*members, "username"), text_of(*members, "password"), text_of(*members, "identitytoken")};
    read_auth(text_of(*members, "auth"), login);
    if (!login.identity_token.empty()) login.password.clear();
    const bool usable = !login.identity_token.empty() || (!login.username.empty() && !login.password.empty());
    return usable ? std::optional(login) : std::nullopt;
}

Error unreadable()
{
    return {.kind = ErrorKind::invalid,
        .key = "docker_config",
        .message = "the docker client's config.json is not a JSON object",
        .hint = "repair or remove the file, then log in again with docker login"};
}

} // namespace

Result<RegistryLogins> RegistryLogins::parse(std::string_view config_json)
{
    RegistryLogins logins;
    if (config_json.find_first_not_of(" \t\r\n") == std::string_view::npos) return logins;

    boost::system::error_code error;
    const json::value document = json::parse(config_json, error);
    if (error || !document.is_object()) return fail(unreadable());
    const json::object& root = document.get_object();

    logins.store_ = text_of(root, "credsStore");
    if (const auto* helpers = object_of(root, "credHelpers")) {
        for (const auto& [server, name] : *helpers) {
            if (name.is_string()) logins.helpers_[registry_host(server)] = std::string(std::string_view(name.get_string()));
        }
    }
    if (const auto* auths = object_of(root, "auths")) {
        for (const auto& [server, entry] : *auths) {
            if (auto login = read_login(entry)) logins.logins_[registry_host(server)] = *std::move(login);
        }
    }
    return logins;
}

std::optional<RegistryLogin> RegistryLogins::find(std::string_view registry) const
{
    const auto found = logins_.find(registry_host(registry));
    return found == logins_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> RegistryLogins::helper(std::string_view registry) const
{
    const std::string host = registry_host(registry);
    if (logins_.contains(host)) return std::nullopt;
    if (const auto found = helpers_.find(host); found != helpers_.end()) return found->second;
    return store_.empty() ? std::nullopt : std::optional(store_);
}

void RegistryLogins::put(std::string_view registry, RegistryLogin login)
{
    logins_.insert_or_assign(registry_host(registry), std::move(login));
}

bool RegistryLogins::drop(std::string_view registry) { return logins_.erase(registry_host(registry)) > 0; }

std::string RegistryLogins::to_config() const
{
    json::object auths;
    for (const auto& [host, login] : logins_) {
        json::object entry{{"username", login.username}, {"password", login.password}};
        if (!login.identity_token.empty()) entry["identitytoken"] = login.identity_token;
        auths[host] = std::move(entry);
    }
    return json::serialize(json::object{{"auths", std::move(auths)}});
}

std::optional<RegistryLogin> parse_helper_answer(std::string_view text)
{
    boost::system::error_code error;
    const json::value document = json::parse(text, error);
    const auto* root = error ? nullptr : document.if_object();
    if (root == nullptr) return std::nullopt;
    RegistryLogin login{.username = text_of(*root, "Username"), .password = text_of(*root, "Secret"), .identity_token = {}};
    if (login.password.empty() || login.username.empty()) return std::nullopt;
    if (login.username == "<token>") {
        login.identity_token = std::move(login.password);
        login.username.clear();
        login.password.clear();
    }
    return login;
}

std::string registry_host(std::string_view server)
{
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (server.starts_with(scheme)) server.remove_prefix(scheme.size());
    }
    const std::string_view host = server.substr(0, server.find('/'));
    return std::string(std::ranges::find(hub_names, host) == hub_names.end() ? host : hub);
}

std::string login_server(std::string_view registry)
{
    std::string host = registry_host(registry);
    return host == hub ? "https://index.docker.io/v1/" : host;
}

} // namespace furtka
