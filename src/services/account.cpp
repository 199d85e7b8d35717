#include "services/account.hpp"

#include "domain/password_rules.hpp"
#include "domain/totp.hpp"

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto offer_life = 10min;
constexpr int recovery_codes = 10;
constexpr std::size_t recovery_bytes = 7;

Error factor_error(std::string key, std::string message, std::string hint)
{
    return {.kind = ErrorKind::conflict, .key = std::move(key), .message = std::move(message), .hint = std::move(hint)};
}

Error factor_off() { return factor_error("second_factor_off", "there is no second factor", "turn it on first"); }

} // namespace

Result<User> Account::user_of(const Caller& caller) const
{
    const auto* user = book_.find_user(caller.user);
    if (user == nullptr) {
        return fail({.kind = ErrorKind::denied,
            .key = "session_needed",
            .message = "there is no such user any more",
            .hint = "log in again"});
    }
    return *user;
}

Task<Result<std::string>> Account::fresh_session(std::string user, Origin origin)
{
    CO_CHECK(co_await book_.end_sessions([&](const LoginSession& session) { return session.user == user; }));
    auto secret = co_await book_.begin_session(std::move(user), std::move(origin));
    co_return secret;
}

Task<Result<std::string>> Account::change_password(Caller caller, std::string old_one, std::string new_one, Origin origin)
{
    CO_CHECK(check_password(new_one, caller.user));
    CO_CHECK(co_await login_.confirm(caller.user, std::move(old_one), origin.address));
    CO_TRY(auto hash, co_await ports_.hasher.hash(std::move(new_one)));
    CO_TRY(auto user, user_of(caller));
    user.password = std::move(hash);
    CO_CHECK(co_await book_.put_user(std::move(user)));
    auto secret = co_await fresh_session(caller.user, std::move(origin));
    co_return secret;
}

Task<Result<OfferedFactor>> Account::offer_factor(Caller caller, std::string password, std::string host, Origin origin)
{
    CO_CHECK(co_await login_.confirm(caller.user, std::move(password), origin.address));
    CO_TRY(const auto user, user_of(caller));
    if (user.second)
        co_return fail(factor_error("second_factor_on", "there is a second factor already", "turn it off first"));
    auto secret = ports_.host.random_bytes(totp_secret_bytes);
    OfferedFactor offer{.secret = base32_encode(secret), .uri = totp_uri(secret, user.name, host)};
    offered_[user.name] = {.secret = std::move(secret), .until = ports_.host.now() + offer_life};
    co_return offer;
}

Task<Result<FactorSet>> Account::confirm_factor(Caller caller, std::string code, Origin origin)
{
    const auto offered = offered_.find(caller.user);
    if (offered == offered_.end() || ports_.host.now() >= offered->second.until) {
        co_return fail(
            factor_error("second_factor_not_offered", "no second factor is waiting for its first code", "begin again"));
    }
    CO_TRY(auto user, user_of(caller));
    CO_TRY(auto second, use_code({.secret = offered->second.secret}, code, ports_.host.now(), ports_.digests));
    offered_.erase(offered);
    FactorSet set{.recovery_codes = make_codes(second)};
    user.second = std::move(second);
    CO_CHECK(co_await book_.put_user(std::move(user)));
    CO_TRY(set.session, co_await fresh_session(caller.user, std::move(origin)));
    co_return set;
}

Task<Result<std::vector<std::string>>> Account::new_recovery_codes(Caller caller, std::string password, Origin origin)
{
    CO_CHECK(co_await login_.confirm(caller.user, std::move(password), origin.address));
    CO_TRY(auto user, user_of(caller));
    if (!user.second) co_return fail(factor_off());
    auto codes = make_codes(*user.second);
    CO_CHECK(co_await book_.put_user(std::move(user)));
    co_return codes;
}

Task<Result<std::string>> Account::drop_factor(Caller caller, std::string password, Origin origin)
{
    CO_CHECK(co_await login_.confirm(caller.user, std::move(password), origin.address));
    CO_TRY(auto user, user_of(caller));
    if (!user.second) co_return fail(factor_off());
    user.second.reset();
    CO_CHECK(co_await book_.put_user(std::move(user)));
    auto secret = co_await fresh_session(caller.user, std::move(origin));
    co_return secret;
}

std::vector<std::string> Account::make_codes(SecondFactor& second) const
{
    std::vector<std::string> codes;
    second.recovery.clear();
    for (int i = 0; i < recovery_codes; ++i) {
        codes.push_back(readable_code(ports_.host.random_bytes(recovery_bytes)));
        second.recovery.push_back(ports_.digests.of_secret("recovery", plain_code(codes.back())));
    }
    return codes;
}

} // namespace furtka
