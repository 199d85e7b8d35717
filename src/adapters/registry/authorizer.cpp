#include "adapters/registry/authorizer.hpp"

#include "base/base64.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka::registry {
namespace {

using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_known = 256;
constexpr seconds login_lives{300}; // a login that the owner changes is noticed after this
constexpr seconds margin{10}; // a token must live long enough for the request it is used in

std::string key_of(const Realm& realm) { return realm.server.origin() + " " + realm.repository; }

std::string basic(const RegistryLogin& login) { return "Basic " + base64_encode(login.username + ":" + login.password); }

const Challenge* find(const std::vector<Challenge>& challenges, std::string_view scheme)
{
    const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
    return found == challenges.end() ? nullptr : &*found;
}

WebRequest token_request(
    const Realm& realm, WebAddress address, const std::string& query, const std::optional<RegistryLogin>& login)
{
    WebRequest request{.method = "GET", .address = std::move(address)};
    // The owner's exceptions are for the registry's own host, not for wherever it sends.
    const bool same_host = request.address.host == realm.server.host;
    request.verify = realm.verify || !same_host;
    request.ca_file = same_host ? realm.ca_file : std::string();
    if (login && !login->identity_token.empty()) {
        request.method = "POST";
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.form = fmt::format("grant_type=refresh_token&client_id=furtka&refresh_token={}&{}",
            http::percent_encode(login->identity_token), query);
        return request;
    }
    if (login) request.headers.set("Authorization", basic(*login));
    request.address.target += (request.address.target.find('?') == std::string::npos ? "?" : "&") + query;
    return request;
}

Error login_error(const Realm& realm, bool has_login)
{
    const auto& registry = realm.login;
    Error error{.kind = ErrorKind::denied, .key = "registry_login", .details = {{"registry", registry}}};
    if (realm.trial) {
        error.message = fmt::format("{} refuses this user name and password", registry);
        error.hint = "check both; many registries want an access token in the place of the password";
        return error;
    }
    error.message = has_login ? fmt::format("{} refuses the login kept for it, or has no such image for it", registry)
                              : fmt::format("{} wants a login and none is kept for it, or it has no such image", registry);
    error.hint = fmt::format("check the name of the image, or log in: furtka registry login {}", registry);
    return error;
}

} // namespace

std::optional<std::string> Authorizer::known(const Realm& realm)
{
    const auto found = known_.find(key_of(realm));
    if (found == known_.end()) return std::nullopt;
    if (Clock::now() < found->second.until) return found->second.field;
    known_.erase(found);
    return std::nullopt;
}

void Authorizer::forget(const Realm& realm) { known_.erase(key_of(realm)); }

Task<Error> Authorizer::refusal(Realm realm)
{
    const auto login = co_await login_of(realm);
    co_return login_error(realm, login && *login);
}

Task<Result<std::optional<RegistryLogin>>> Authorizer::login_of(Realm realm)
{
    if (realm.trial) co_return realm.trial;
    co_return co_await credentials_.find(realm.login);
}

Task<Result<std::string>> Authorizer::authorize(
    Realm realm, std::vector<Challenge> challenges, std::chrono::milliseconds limit)
{
    if (const Challenge* bearer = find(challenges, "bearer")) {
        Challenge challenge = *bearer;
        CO_TRY(const auto token, co_await ask_token(realm, std::move(challenge), limit));
        std::string field = "Bearer " + token.text;
        if (!realm.trial) remember(realm, field, token.lives - margin);
        co_return field;
    }
    CO_TRY(const auto login, co_await login_of(realm));
    const bool has_password = login && !login->password.empty();
    if (!find(challenges, "basic") || !has_password) {
        co_return fail(login_error(realm, login.has_value()));
    }
    std::string field = basic(*login);
    if (!realm.trial) remember(realm, field, login_lives);
    note_login(realm, true);
    co_return field;
}

Task<Result<Token>> Authorizer::ask_token(Realm realm, Challenge challenge, std::chrono::milliseconds limit)
{
    CO_TRY(auto address, token_realm(challenge, realm.server.tls));
    CO_TRY(const auto login, co_await login_of(realm));
    note_login(realm, login.has_value());
    WebRequest request = token_request(realm, std::move(address), token_query(challenge, realm.repository), login);
    request.limit = limit;
    CO_TRY(const auto answer, co_await web_.send(std::move(request)));
    if (answer.status == 401 || answer.status == 403) {
        co_return fail(login_error(realm, login.has_value()));
    }
    if (answer.status != 200) {
        co_return fail({.kind = ErrorKind::upstream,
            .key = "registry_error",
            .message = fmt::format("wanted a token for {}, its token server answered {}", realm.login, answer.status),
            .hint = "try again later"});
    }
    co_return parse_token(answer.body);
}

void Authorizer::remember(const Realm& realm, std::string field, seconds lives)
{
    if (lives <= seconds::zero()) return;
    if (known_.size() >= most_known) known_.clear();
    known_.insert_or_assign(key_of(realm), Known{.field = std::move(field), .until = Clock::now() + lives});
}

void Authorizer::note_login(const Realm& realm, bool used)
{
    if (realm.trial) return;
    if (used && logged_in_.size() < most_known) {
        logged_in_.insert(realm.login);
    } else if (!used) {
        logged_in_.erase(realm.login);
    }
}

} // namespace furtka::registry
