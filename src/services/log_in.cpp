#include "services/log_in.hpp"

#include "base/log.hpp"
#include "domain/password_rules.hpp"
#include "domain/totp.hpp"

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t longest_code = 40;

Error login_failed()
{
    return {.kind = ErrorKind::denied,
        .key = "login_failed",
        .message = "the user name or the password is wrong",
        .hint = "a forgotten password is set again on the server: furtka user password NAME"};
}

Error second_needed()
{
    return {.kind = ErrorKind::denied,
        .key = "second_factor_needed",
        .message = "a code of the second factor is needed too",
        .hint = "send it as code: six digits of the authenticator, or a recovery code"};
}

Error second_wrong()
{
    return {.kind = ErrorKind::denied,
        .key = "second_factor_wrong",
        .message = "the code is wrong, or was used already",
        .hint = "wait for the next code of the authenticator, or use a recovery code"};
}

} // namespace

Result<SecondFactor> use_code(const SecondFactor& second, std::string_view code, WallTime now, Digests& digests)
{
    if (code.size() > longest_code) return fail(second_wrong());
    auto used = second;
    const Hmac hmac = [&](std::string_view key, std::string_view message) { return digests.hmac_sha1(key, message); };
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    if (const auto step = check_totp(second.secret, code, seconds, second.last_step, hmac)) {
        used.last_step = *step;
        return used;
    }
    const auto hash = digests.of_secret("recovery", plain_code(code));
    const auto found = std::ranges::find_if(used.recovery, [&](const auto& one) { return same_secret(one, hash); });
    if (found == used.recovery.end()) return fail(second_wrong());
    used.recovery.erase(found);
    return used;
}

Task<Result<std::string>> LogIn::run(LoginRequest request)
{
    CO_CHECK(co_await book_.load());
    CO_CHECK(tries_.begin(request.user, request.origin.address, ports_.host.now()));
    CO_CHECK(co_await check_password(request.user, request.password));
    const auto* user = book_.find_user(request.user);
    if (user->second && request.code.empty()) {
        tries_.take_back(request.user, request.origin.address);
        co_return fail(second_needed());
    }
    CO_CHECK(co_await check_second(request.user, request.code));
    tries_.good(request.user, request.origin.address);
    if (!request.ends.empty()) {
        const auto ended =
            co_await book_.end_sessions([&](const LoginSession& session) { return session.hash == request.ends; });
        if (!ended) log::warning("session not ended on disk", {{"reason", ended.error().message}});
    }
    if (book_.find_user(request.user) == nullptr) co_return fail(login_failed()); // removed meanwhile
    auto secret = co_await book_.begin_session(request.user, request.origin);
    co_return secret;
}

Task<Result<void>> LogIn::confirm(std::string user, std::string password, std::string address)
{
    CO_CHECK(tries_.begin(user, address, ports_.host.now()));
    CO_CHECK(co_await check_password(user, std::move(password)));
    tries_.good(user, address);
    co_return Result<void>{};
}

Task<Result<void>> LogIn::check_password(std::string user, std::string password)
{
    if (password.size() > longest_password) password.clear(); // wrong, and takes as long
    const auto* known = book_.find_user(user);
    const std::string hash = known == nullptr ? "" : known->password;
    CO_TRY(const auto check, co_await ports_.hasher.check(password, hash));
    known = book_.find_user(user);
    const bool same = known != nullptr && known->password == hash;
    if (!check.good || !same) co_return fail(login_failed());
    if (check.outdated) co_await hash_again(std::move(user), std::move(password), hash);
    co_return Result<void>{};
}

Task<Result<void>> LogIn::check_second(std::string user, std::string code)
{
    const auto* known = book_.find_user(user);
    if (known == nullptr) co_return fail(login_failed());
    if (!known->second) co_return Result<void>{};
    CO_TRY(auto used, use_code(*known->second, code, ports_.host.now(), ports_.digests));
    auto saved = co_await book_.use_second(user, std::move(used));
    co_return saved;
}

Task<void> LogIn::hash_again(std::string user, std::string password, std::string old_hash)
{
    auto hash = co_await ports_.hasher.hash(std::move(password));
    const auto* known = book_.find_user(user);
    if (!hash || known == nullptr || known->password != old_hash) co_return;
    auto better = *known;
    better.password = *std::move(hash);
    const auto saved = co_await book_.put_user(std::move(better));
    if (!saved) log::warning("password not hashed again", {{"user", user}, {"reason", saved.error().message}});
}

} // namespace furtka
