// ports/access_store.hpp — users, sessions and tokens on disk. Losing them loses no app, and lets nobody in: see OwnerMark.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/user.hpp"

#include <string>
#include <vector>

namespace furtka {

struct AccessRecords {
    std::vector<User> users;
    std::vector<LoginSession> sessions;
    std::vector<ApiToken> tokens;
};

/// Errors of every call: no_space `disk_full` | unavailable `database_unusable` | conflict `database_newer` | cancelled.
class AccessStore {
public:
    virtual ~AccessStore() = default;

    virtual Task<Result<AccessRecords>> load() = 0;
    /// Adds or replaces, on the disk when it returns.
    virtual Task<Result<void>> save_user(User user) = 0;
    /// With the user's sessions. An unknown one is success.
    virtual Task<Result<void>> remove_user(std::string name) = 0;
    /// Adds or replaces; a power cut may lose them.
    virtual Task<Result<void>> save_sessions(std::vector<LoginSession> sessions) = 0;
    /// By their hashes, on the disk when it returns.
    virtual Task<Result<void>> remove_sessions(std::vector<std::string> hashes) = 0;
    virtual Task<Result<void>> save_tokens(std::vector<ApiToken> tokens) = 0;
    virtual Task<Result<void>> remove_token(std::string id) = 0;
};

/// That this server has had an owner, kept apart from the database: one that is lost must not open the server again.
class OwnerMark {
public:
    virtual ~OwnerMark() = default;

    /// As it was when the daemon started, or has been set since.
    virtual bool was_set() const = 0;
    /// On the disk when it returns. no_space `disk_full`, unavailable `state_unusable`.
    virtual Task<Result<void>> set() = 0;
};

} // namespace furtka
