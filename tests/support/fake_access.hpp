// support/fake_access.hpp — users, sessions, tokens and hashes in memory; hashing is quick and can be read.
#pragma once

#include "ports/access_store.hpp"
#include "ports/audit_store.hpp"
#include "ports/crypto.hpp"
#include "ports/socket_users.hpp"
#include "support/fake_calls.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace furtka::test {

/// Can fail: `load`, `save_user`, `remove_user`, `save_sessions`, `remove_sessions`, `save_tokens`, `remove_token`.
class FakeAccessStore : public AccessStore, public FakeCalls {
public:
    std::map<std::string, User> users;
    std::map<std::string, LoginSession> sessions;
    std::map<std::string, ApiToken> tokens;

    Task<Result<AccessRecords>> load() override
    {
        CO_CHECK(co_await enter("load"));
        AccessRecords records;
        for (const auto& [name, user] : users) records.users.push_back(user);
        for (const auto& [hash, session] : sessions) records.sessions.push_back(session);
        for (const auto& [id, token] : tokens) records.tokens.push_back(token);
        co_return records;
    }
    Task<Result<void>> save_user(User user) override
    {
        CO_CHECK(co_await enter("save_user"));
        users[user.name] = user;
        co_return Result<void>{};
    }
    Task<Result<void>> remove_user(std::string name) override
    {
        CO_CHECK(co_await enter("remove_user"));
        users.erase(name);
        std::erase_if(sessions, [&](const auto& entry) { return entry.second.user == name; });
        co_return Result<void>{};
    }
    Task<Result<void>> save_sessions(std::vector<LoginSession> some) override
    {
        CO_CHECK(co_await enter("save_sessions"));
        for (const auto& session : some) sessions[session.hash] = session;
        co_return Result<void>{};
    }
    Task<Result<void>> remove_sessions(std::vector<std::string> hashes) override
    {
        CO_CHECK(co_await enter("remove_sessions"));
        for (const auto& hash : hashes) sessions.erase(hash);
        co_return Result<void>{};
    }
    Task<Result<void>> save_tokens(std::vector<ApiToken> some) override
    {
        CO_CHECK(co_await enter("save_tokens"));
        for (const auto& token : some) tokens[token.id] = token;
        co_return Result<void>{};
    }
    Task<Result<void>> remove_token(std::string id) override
    {
        CO_CHECK(co_await enter("remove_token"));
        tokens.erase(id);
        co_return Result<void>{};
    }
};

/// Can fail: `mark`.
class FakeOwnerMark : public OwnerMark, public FakeCalls {
public:
    bool marked = false;
    bool was_set() const override { return marked; }
    Task<Result<void>> set() override
    {
        CO_CHECK(co_await enter("mark"));
        marked = true;
        co_return Result<void>{};
    }
};

/// `hash of WORD`; what begins with `old ` is to be hashed again.
class FakeHasher : public PasswordHasher {
public:
    int checks = 0;
    Task<Result<std::string>> hash(std::string password) override { co_return "hash of " + password; }
    Task<Result<PasswordCheck>> check(std::string password, std::string hash) override
    {
        ++checks;
        const bool outdated = hash == "old hash of " + password;
        co_return PasswordCheck{.good = outdated || hash == "hash of " + password, .outdated = outdated};
    }
};

class FakeDigests : public Digests {
public:
    std::string of_secret(std::string_view purpose, std::string_view secret) override
    {
        return std::string(purpose) + "/" + std::string(secret);
    }
    /// Of a counter its last byte, so that each step has a code of its own.
    std::string hmac_sha1(std::string_view, std::string_view message) override
    {
        return std::string(19, message.back()) + std::string(1, '\0');
    }
};

class FakeAuditStore : public AuditStore, public FakeCalls {
public:
    std::vector<AuditEntry> entries;
    Task<Result<void>> add(std::vector<AuditEntry> some) override
    {
        CO_CHECK(co_await enter("add"));
        for (auto& entry : some) {
            entry.id = static_cast<std::int64_t>(entries.size()) + 1;
            entries.push_back(entry);
        }
        co_return Result<void>{};
    }
    Task<Result<std::vector<AuditEntry>>> list(AuditQuery query) override
    {
        CO_CHECK(co_await enter("list"));
        std::vector<AuditEntry> found;
        for (auto at = entries.rbegin(); at != entries.rend() && found.size() < query.most; ++at) {
            if (!query.before || at->id < *query.before) found.push_back(*at);
        }
        co_return found;
    }
};

class FakeSocketUsers : public SocketUsers {
public:
    std::map<std::uint32_t, SocketUser> users{{0, {.name = "root", .acts_as_owner = true}}};
    Task<SocketUser> find(std::uint32_t uid, std::uint32_t) override
    {
        const auto found = users.find(uid);
        co_return found == users.end() ? SocketUser{.name = "uid " + std::to_string(uid)} : found->second;
    }
};

} // namespace furtka::test
