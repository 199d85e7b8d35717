// services/access_book.hpp — users, sessions and tokens in memory: who a request is from costs no disk.
#pragma once

#include "async/notice.hpp"
#include "domain/user.hpp"
#include "services/access_ports.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace furtka {

struct LoginSettings {
    LoginRule rule = LoginRule::automatic;
    Listening listening = Listening::on_loopback;
};

/// From where somebody logs in.
struct Origin {
    std::string address;
    std::string agent; ///< what the browser calls itself
};

/// What is written to memory counts at once; the store follows. When a session or a token ends, whoever listens is told.
class AccessBook {
public:
    AccessBook(const boost::asio::any_io_executor& executor, AccessPorts ports, LoginSettings settings);

    /// Reads the store once; after a failure, again. Errors of AccessStore.
    Task<Result<void>> load();
    /// Writes when sessions and tokens were last used, about once a minute while they are; until it is cancelled.
    Task<void> run();
    void on_end(std::function<void()> told) { told_ = std::move(told); }

    WallTime now() const { return ports_.host.now(); }
    bool has_owner() const;
    std::size_t owners() const;
    /// Callers without a login act as owner.
    bool is_open() const;

    /// `nobody` when there is no such session, or it has ended.
    Caller by_session(std::string_view secret);
    /// denied `token_invalid` | `token_expired`.
    Result<Caller> by_token(std::string_view text);
    /// Whether what `caller` was is still so: it is asked again and again while a stream is open.
    bool still_holds(const Caller& caller) const;

    const std::map<std::string, User>& users() const { return users_; }
    const User* find_user(const std::string& name) const;
    /// In the store first. Errors of AccessStore.
    Task<Result<void>> put_user(User user);
    /// A second factor that was used; in memory first, so that nothing is taken twice.
    Task<Result<void>> use_second(std::string name, SecondFactor second);
    /// With sessions and tokens.
    Task<Result<void>> drop_user(std::string name);

    std::vector<LoginSession> sessions() const; ///< that go on, the newest first
    /// The secret for the browser. A store that does not take it costs the session at the next restart only.
    Task<std::string> begin_session(std::string user, Origin origin);
    /// How many ended. In memory at once; an error of the store means that they may come back at the next restart.
    Task<Result<std::size_t>> end_sessions(std::function<bool(const LoginSession&)> which);

    const std::vector<ApiToken>& tokens() const { return tokens_; }
    Task<Result<void>> put_token(ApiToken token);
    Task<Result<void>> drop_token(std::string id);

private:
    struct Touched {
        std::set<std::string> sessions;
        std::set<std::string> tokens;
        bool empty() const { return sessions.empty() && tokens.empty(); }
    };

    std::string session_hash(std::string_view secret) const { return ports_.digests.of_secret("session", secret); }
    void make_room_for(const std::string& user);
    void take_records(AccessRecords records);
    Task<void> write_touched();
    void tell_end() const;

    AccessPorts ports_;
    LoginSettings settings_;
    std::map<std::string, User> users_;
    std::unordered_map<std::string, LoginSession> sessions_; ///< by hash
    std::vector<ApiToken> tokens_;
    Touched touched_;
    Notice touched_notice_;
    std::function<void()> told_;
    bool loaded_ = false;
};

} // namespace furtka
