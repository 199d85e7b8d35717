#include "services/access_book.hpp"

#include "async/timeout.hpp"
#include "base/log.hpp"
#include "base/utf8.hpp"
#include "domain/api_token.hpp"
#include "domain/totp.hpp"

#include <algorithm>
#include <utility>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t session_bytes = 32;
constexpr std::size_t session_width = 43;
constexpr std::size_t longest_agent = 200;
constexpr auto use_told_every = 60s; // a use is written at most so often

Error token_invalid()
{
    return {.kind = ErrorKind::denied,
        .key = "token_invalid",
        .message = "the token is not known",
        .hint = "it may have been revoked; make another one"};
}

Error token_expired(const ApiToken& token)
{
    return {.kind = ErrorKind::denied,
        .key = "token_expired",
        .message = "the token " + token.name + " has expired",
        .hint = "make another one"};
}

std::string shortened(std::string text)
{
    if (!is_utf8(text)) return {};
    text.resize(utf8_cut(text, longest_agent));
    return text;
}

Caller caller_of(const LoginSession& session, const User& user)
{
    return {.kind = Caller::Kind::session,
        .user = user.name,
        .id = session.hash,
        .role = user.role,
        .scopes = scopes_of(user.role)};
}

} // namespace

AccessBook::AccessBook(const boost::asio::any_io_executor& executor, AccessPorts ports, LoginSettings settings)
    : ports_(ports), settings_(settings), touched_notice_(executor)
{
}

Task<Result<void>> AccessBook::load()
{
    if (loaded_) co_return Result<void>{};
    auto records = co_await ports_.store.load();
    if (!records) co_return std::unexpected(std::move(records).error());
    if (std::exchange(loaded_, true)) co_return Result<void>{}; // somebody else was quicker
    take_records(*std::move(records));
    // A daemon that died between the owner and the mark.
    if (has_owner() && !ports_.mark.was_set()) {
        auto marked = co_await ports_.mark.set();
        co_return marked;
    }
    co_return Result<void>{};
}

void AccessBook::take_records(AccessRecords records)
{
    for (auto& user : records.users) users_.emplace(user.name, std::move(user));
    for (auto& session : records.sessions) {
        if (users_.contains(session.user)) sessions_.emplace(session.hash, std::move(session));
    }
    for (auto& token : records.tokens) {
        if (users_.contains(token.made_by) || token.made_by.find(' ') != std::string::npos)
            tokens_.push_back(std::move(token));
    }
}

Task<void> AccessBook::run()
{
    for (;;) {
        while (touched_.empty()) co_await touched_notice_.wait();
        const auto slept = co_await sleep_for(use_told_every);
        if (!slept) co_return;
        co_await write_touched();
    }
}

Task<void> AccessBook::write_touched()
{
    const auto touched = std::exchange(touched_, {});
    std::vector<LoginSession> sessions;
    for (const auto& hash : touched.sessions) {
        if (const auto found = sessions_.find(hash); found != sessions_.end()) sessions.push_back(found->second);
    }
    std::vector<ApiToken> tokens;
    for (const auto& token : tokens_) {
        if (touched.tokens.contains(token.id)) tokens.push_back(token);
    }
    auto written = sessions.empty() ? Result<void>() : co_await ports_.store.save_sessions(std::move(sessions));
    if (written && !tokens.empty()) written = co_await ports_.store.save_tokens(std::move(tokens));
    if (!written) log::warning("last uses of logins not written", {{"reason", written.error().message}});
}

void AccessBook::tell_end() const
{
    if (told_) told_();
}

// ---- who

std::size_t AccessBook::owners() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(users_, [](const auto& entry) { return entry.second.role == Role::owner; }));
}

bool AccessBook::has_owner() const { return owners() > 0; }

bool AccessBook::is_open() const
{
    return furtka::is_open(settings_.rule, ports_.mark.was_set() || has_owner(), settings_.listening);
}

Caller AccessBook::by_session(std::string_view secret)
{
    if (secret.size() != session_width) return {};
    const auto found = sessions_.find(session_hash(secret));
    if (found == sessions_.end()) return {};
    auto& session = found->second;
    const auto now = ports_.host.now();
    const auto* user = find_user(session.user);
    if (user == nullptr || has_ended(session, now)) return {};
    if (now - session.seen_at >= use_told_every) {
        session.seen_at = now;
        touched_.sessions.insert(session.hash);
        touched_notice_.notify();
    }
    return caller_of(session, *user);
}

Result<Caller> AccessBook::by_token(std::string_view text)
{
    if (!is_token(text)) return fail(token_invalid());
    const auto hash = ports_.digests.of_secret("token", text);
    const auto found = std::ranges::find_if(tokens_, [&](const ApiToken& token) { return same_secret(token.hash, hash); });
    if (found == tokens_.end()) return fail(token_invalid());
    const auto now = ports_.host.now();
    if (has_ended(*found, now)) return fail(token_expired(*found));
    if (!found->used_at || now - *found->used_at >= use_told_every) {
        found->used_at = now;
        touched_.tokens.insert(found->id);
        touched_notice_.notify();
    }
    return Caller{.kind = Caller::Kind::token,
        .user = found->made_by,
        .token = found->name,
        .id = found->id,
        .role = Role::viewer,
        .scopes = found->scopes,
        .apps = found->apps};
}

bool AccessBook::still_holds(const Caller& caller) const
{
    const auto now = ports_.host.now();
    switch (caller.kind) {
    case Caller::Kind::nobody: return false;
    case Caller::Kind::open: return is_open();
    case Caller::Kind::socket: return true;
    case Caller::Kind::session: {
        const auto found = sessions_.find(caller.id);
        const auto* user = find_user(caller.user);
        return found != sessions_.end() && user != nullptr && user->role == caller.role && !has_ended(found->second, now);
    }
    case Caller::Kind::token: {
        const auto found = std::ranges::find(tokens_, caller.id, &ApiToken::id);
        return found != tokens_.end() && !has_ended(*found, now);
    }
    }
    std::unreachable();
}

// ---- users

const User* AccessBook::find_user(const std::string& name) const
{
    const auto found = users_.find(name);
    return found == users_.end() ? nullptr : &found->second;
}

Task<Result<void>> AccessBook::put_user(User user)
{
    CO_CHECK(co_await ports_.store.save_user(user));
    users_[user.name] = std::move(user);
    tell_end(); // of being open, or of a role
    co_return Result<void>{};
}

Task<Result<void>> AccessBook::use_second(std::string name, SecondFactor second)
{
    const auto found = users_.find(name);
    if (found == users_.end()) co_return Result<void>{};
    found->second.second = std::move(second);
    auto saved = co_await ports_.store.save_user(found->second);
    co_return saved;
}

Task<Result<void>> AccessBook::drop_user(std::string name)
{
    users_.erase(name);
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.user == name; });
    std::vector<std::string> tokens;
    for (const auto& token : tokens_) {
        if (token.made_by == name) tokens.push_back(token.id);
    }
    std::erase_if(tokens_, [&](const ApiToken& token) { return token.made_by == name; });
    tell_end();
    CO_CHECK(co_await ports_.store.remove_user(name));
    for (const auto& id : tokens) {
        CO_CHECK(co_await ports_.store.remove_token(id));
    }
    co_return Result<void>{};
}

// ---- sessions

std::vector<LoginSession> AccessBook::sessions() const
{
    std::vector<LoginSession> list;
    const auto now = ports_.host.now();
    for (const auto& [hash, session] : sessions_) {
        if (!has_ended(session, now)) list.push_back(session);
    }
    std::ranges::sort(list,
        [](const auto& a, const auto& b) { return std::pair(a.created_at, a.hash) > std::pair(b.created_at, b.hash); });
    return list;
}

/// The ended ones, else the longest unused of the user, else of all.
void AccessBook::make_room_for(const std::string& user)
{
    const auto now = ports_.host.now();
    std::erase_if(sessions_, [&](const auto& entry) { return has_ended(entry.second, now); });
    const auto drop_oldest = [&](auto counts) {
        const auto older = [&](const auto& a, const auto& b) {
            return std::tuple(!counts(a.second), a.second.seen_at) < std::tuple(!counts(b.second), b.second.seen_at);
        };
        const auto oldest = std::ranges::min_element(sessions_, older);
        if (oldest != sessions_.end()) sessions_.erase(oldest);
    };
    const auto of_user = [&](const LoginSession& session) { return session.user == user; };
    const auto count = std::ranges::count_if(sessions_, [&](const auto& entry) { return of_user(entry.second); });
    if (static_cast<std::size_t>(count) >= most_sessions_of_user) drop_oldest(of_user);
    if (sessions_.size() >= most_sessions) drop_oldest([](const LoginSession&) { return true; });
}

Task<std::string> AccessBook::begin_session(std::string user, Origin origin)
{
    const auto before = sessions_;
    make_room_for(user);
    std::vector<std::string> gone;
    for (const auto& [hash, session] : before) {
        if (!sessions_.contains(hash)) gone.push_back(hash);
    }
    auto secret = base62(ports_.host.random_bytes(session_bytes), session_width);
    const auto now = ports_.host.now();
    const LoginSession session{.hash = session_hash(secret),
        .user = std::move(user),
        .created_at = now,
        .seen_at = now,
        .address = std::move(origin.address),
        .agent = shortened(std::move(origin.agent))};
    sessions_[session.hash] = session;
    if (!gone.empty()) tell_end();
    auto written = co_await ports_.store.save_sessions({session});
    if (written && !gone.empty()) written = co_await ports_.store.remove_sessions(std::move(gone));
    if (!written) log::warning("session not written", {{"reason", written.error().message}});
    co_return secret;
}

Task<Result<std::size_t>> AccessBook::end_sessions(std::function<bool(const LoginSession&)> which)
{
    std::vector<std::string> hashes;
    for (const auto& [hash, session] : sessions_) {
        if (which(session)) hashes.push_back(hash);
    }
    if (hashes.empty()) co_return std::size_t{0};
    for (const auto& hash : hashes) sessions_.erase(hash);
    tell_end();
    const auto count = hashes.size();
    CO_CHECK(co_await ports_.store.remove_sessions(std::move(hashes)));
    co_return count;
}

// ---- tokens

Task<Result<void>> AccessBook::put_token(ApiToken token)
{
    CO_CHECK(co_await ports_.store.save_tokens({token}));
    tokens_.push_back(std::move(token));
    co_return Result<void>{};
}

Task<Result<void>> AccessBook::drop_token(std::string id)
{
    std::erase_if(tokens_, [&](const ApiToken& token) { return token.id == id; });
    tell_end();
    auto removed = co_await ports_.store.remove_token(std::move(id));
    co_return removed;
}

} // namespace furtka
