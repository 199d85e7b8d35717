#include "services/set_up_owner.hpp"

#include "domain/password_rules.hpp"
#include "domain/totp.hpp"

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto code_life = 1h;
constexpr int most_code_tries = 10;
constexpr std::size_t code_bytes = 7;
const std::string counted_as = "(setup)"; // no user's name

Error owner_exists()
{
    return {.kind = ErrorKind::conflict,
        .key = "owner_exists",
        .message = "this server has an owner already",
        .hint = "log in; a forgotten password is set again on the server: furtka user password NAME"};
}

Error code_wrong()
{
    return {.kind = ErrorKind::denied,
        .key = "setup_code_wrong",
        .message = "the setup code is wrong, used or expired",
        .hint = "get a new one on the server: furtka setup-code"};
}

} // namespace

Task<Result<SetupCode>> SetUpOwner::issue()
{
    CO_CHECK(co_await book_.load());
    if (book_.has_owner()) co_return fail(owner_exists());
    SetupCode code{.code = readable_code(ports_.host.random_bytes(code_bytes)), .expires_at = ports_.host.now() + code_life};
    open_ =
        Open{.hash = ports_.digests.of_secret("setup", plain_code(code.code)), .expires_at = code.expires_at, .tries = 0};
    co_return code;
}

/// A right code is void from here on, whoever else tries it meanwhile.
bool SetUpOwner::take(const std::string& code)
{
    if (!open_ || ports_.host.now() >= open_->expires_at) return false;
    const bool good = same_secret(open_->hash, ports_.digests.of_secret("setup", plain_code(code)));
    if (good || ++open_->tries >= most_code_tries) open_.reset();
    return good;
}

Task<Result<void>> SetUpOwner::run(SetupRequest request)
{
    CO_CHECK(co_await book_.load());
    if (book_.has_owner()) co_return fail(owner_exists());
    CO_CHECK(check_user_name(request.user));
    CO_CHECK(check_password(request.password, request.user));
    CO_CHECK(tries_.begin(counted_as, request.address, ports_.host.now()));
    const auto kept = open_;
    if (!take(request.code)) co_return fail(code_wrong());
    tries_.good(counted_as, request.address);
    auto made = co_await make_owner(request.user, std::move(request.password));
    if (!made && !open_ && !book_.has_owner()) open_ = kept; // it was not used
    co_return made;
}

/// The user first: a mark without an owner would close a server that nobody can log in to.
Task<Result<void>> SetUpOwner::make_owner(std::string user, std::string password)
{
    CO_TRY(auto hash, co_await ports_.hasher.hash(std::move(password)));
    if (book_.has_owner()) co_return fail(owner_exists());
    User owner{.name = std::move(user), .role = Role::owner, .password = std::move(hash), .created_at = ports_.host.now()};
    const auto name = owner.name;
    CO_CHECK(co_await book_.put_user(std::move(owner)));
    auto marked = co_await ports_.mark.set();
    if (!marked) [[maybe_unused]]
        const auto dropped = co_await book_.drop_user(name);
    co_return marked;
}

} // namespace furtka
