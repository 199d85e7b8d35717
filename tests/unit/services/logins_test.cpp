// Logins over fakes: who is let in, what ends, what is never told.
#include "domain/totp.hpp"
#include "services/account.hpp"
#include "services/audit_log.hpp"
#include "services/manage_access.hpp"
#include "services/set_up_owner.hpp"
#include "services/who_calls.hpp"
#include "support/fake_access.hpp"
#include "support/fake_host.hpp"
#include "support/run.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

const std::string word = "three long words";
const Error disk_full{.kind = ErrorKind::no_space, .key = "disk_full"};

/// Of the plain fake the bytes come again after eight sessions.
class DistinctHost : public test::FakeHost {
public:
    std::string random_bytes(std::size_t count) override
    {
        ++calls_;
        std::string bytes(count, '\0');
        for (std::size_t i = 0; i < sizeof(calls_) && i < count; ++i) bytes[i] = static_cast<char>(calls_ >> (8 * i));
        return bytes;
    }

private:
    std::uint32_t calls_ = 0;
};

class Logins : public testing::Test {
protected:
    void has_user(const std::string& name, Role role = Role::owner)
    {
        store.users[name] = {.name = name, .role = role, .password = "hash of " + word, .created_at = host.clock};
    }
    Result<std::string> log_in(const std::string& user, const std::string& password = word, const std::string& code = "")
    {
        return run(io, login.run({.user = user, .password = password, .code = code, .origin = {.address = "10.0.0.1"}}));
    }
    std::string refusal(const std::string& user, const std::string& password = word, const std::string& code = "")
    {
        const auto secret = log_in(user, password, code);
        return secret ? "let in" : secret.error().key;
    }
    Caller caller(const std::string& secret) { return *who.over_network(std::nullopt, secret); }
    std::string kind(const std::string& secret)
    {
        return caller(secret).kind == Caller::Kind::session ? "session" : "nobody";
    }
    /// The code that the fake hash makes of the time.
    std::string code_now()
    {
        const Hmac hmac = [&](std::string_view key, std::string_view message) { return digests.hmac_sha1(key, message); };
        return totp_code("x", totp_step(std::chrono::floor<std::chrono::seconds>(host.clock)), hmac);
    }
    template <class T>
    T must(Task<Result<T>> task)
    {
        auto result = run(io, std::move(task));
        if (!result) throw std::runtime_error(result.error().key);
        if constexpr (!std::is_void_v<T>) return *std::move(result);
    }
    template <class T>
    std::string key(Task<Result<T>> task)
    {
        const auto result = run(io, std::move(task));
        return result ? "done" : result.error().key;
    }

    boost::asio::io_context io{1};
    test::FakeAccessStore store;
    test::FakeOwnerMark mark;
    test::FakeHasher hasher;
    test::FakeDigests digests;
    DistinctHost host;
    test::FakeSocketUsers sockets;
    AccessPorts ports{store, mark, hasher, digests, host};
    AccessBook book{io.get_executor(), ports, {}};
    Tries tries;
    LogIn login{ports, book, tries};
    SetUpOwner setup{ports, book, tries};
    Account account{ports, book, login};
    ManageAccess manage{ports, book};
    WhoCalls who{book, sockets};
};

TEST_F(Logins, LetInWhoKnowsThePassword)
{
    has_user("anna");

    const auto secret = log_in("anna");

    ASSERT_TRUE(secret);
    EXPECT_EQ(caller(*secret).user, "anna");
    EXPECT_EQ(kind("a" + secret->substr(1)), "nobody");
    EXPECT_FALSE(store.sessions.contains(*secret)) << "only its hash is kept";
}

TEST_F(Logins, TellAStrangerNothingOfWhoThereIs)
{
    has_user("anna");

    const auto wrong = log_in("anna", "wrong");
    const auto unknown = log_in("eve", "wrong");

    EXPECT_EQ(wrong.error(), unknown.error());
    EXPECT_EQ(hasher.checks, 2) << "both take as long";
}

TEST_F(Logins, HoldGuessesAndForgiveThemAfterAGoodOne)
{
    has_user("anna");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(refusal("anna", "wrong"), "login_failed");
    EXPECT_EQ(refusal("anna"), "too_many_tries") << "a good one is not looked at either";
    EXPECT_EQ(hasher.checks, 5);
    host.clock += 2s;
    EXPECT_EQ(refusal("anna"), "let in");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(refusal("anna", "wrong"), "login_failed");
}

TEST_F(Logins, HashAPasswordAgainThatWasHashedByOlderMeasures)
{
    has_user("anna");
    store.users["anna"].password = "old hash of " + word;
    EXPECT_EQ(refusal("anna"), "let in");
    EXPECT_EQ(store.users["anna"].password, "hash of " + word);
    EXPECT_EQ(refusal("anna"), "let in");
}

TEST_F(Logins, GoOnWhenTheDiskIsFull)
{
    has_user("anna");
    store.fail("save_sessions", disk_full);
    const auto secret = log_in("anna");
    ASSERT_TRUE(secret) << "somebody must be able to make room";
    EXPECT_EQ(kind(*secret), "session");
}

TEST_F(Logins, EndAfterAWeekUnusedAndSoonerWhenTheyAreEnded)
{
    has_user("anna");
    const auto secret = *log_in("anna");
    host.clock += 6 * 24h;
    EXPECT_EQ(kind(secret), "session");
    host.clock += 6 * 24h;
    EXPECT_EQ(kind(secret), "session") << "it was used meanwhile";
    host.clock += 7 * 24h + 1ms;
    EXPECT_EQ(kind(secret), "nobody");

    const auto other = *log_in("anna");
    int told = 0;
    book.on_end([&] { ++told; });
    const auto before = caller(other);
    EXPECT_TRUE(book.still_holds(before));
    must(manage.end_session(public_id(store.sessions[before.id]), std::string("anna")));
    EXPECT_EQ(kind(other), "nobody");
    EXPECT_FALSE(book.still_holds(before));
    EXPECT_EQ(told, 1);
    EXPECT_FALSE(store.sessions.contains(before.id));
}

TEST_F(Logins, MakeRoomForTheNewestOfAUser)
{
    has_user("anna");
    const auto first = *log_in("anna");
    for (std::size_t i = 0; i < most_sessions_of_user; ++i) {
        host.clock += 1s;
        EXPECT_EQ(refusal("anna"), "let in");
    }
    EXPECT_EQ(kind(first), "nobody");
    EXPECT_EQ(store.sessions.size(), most_sessions_of_user);
}

TEST_F(Logins, AreReadFromTheStoreAtTheNextStart)
{
    has_user("anna");
    const auto secret = *log_in("anna");
    AccessBook again(io.get_executor(), ports, {});
    must(again.load());
    EXPECT_EQ(again.by_session(secret).user, "anna");
    EXPECT_TRUE(mark.marked) << "a daemon that died between the owner and the mark";
}

TEST_F(Logins, AskForTheSecondFactorAndTakeNoCodeTwice)
{
    has_user("anna");
    const auto me = caller(*log_in("anna"));
    must(account.offer_factor(me, word, "nas", {.address = "10.0.0.1"}));
    EXPECT_EQ(key(account.confirm_factor(me, "000000", {})), "second_factor_wrong");
    const auto set = must(account.confirm_factor(me, code_now(), {}));
    EXPECT_EQ(set.recovery_codes.size(), 10U);
    EXPECT_FALSE(book.still_holds(me)) << "the session before has ended";
    EXPECT_EQ(kind(set.session), "session");

    EXPECT_EQ(refusal("anna"), "second_factor_needed");
    EXPECT_EQ(refusal("anna", "wrong", code_now()), "login_failed");
    EXPECT_EQ(refusal("anna", word, code_now()), "second_factor_wrong") << "it confirmed the factor";
    host.clock += 30s;
    const auto code = code_now();
    EXPECT_EQ(refusal("anna", word, code), "let in");
    EXPECT_EQ(refusal("anna", word, code), "second_factor_wrong");
    EXPECT_EQ(refusal("anna", word, set.recovery_codes[3]), "let in");
    EXPECT_EQ(refusal("anna", word, set.recovery_codes[3]), "second_factor_wrong");
}

TEST_F(Logins, ChangeAPasswordForWhoKnowsTheOldOneAndEndTheOthers)
{
    has_user("anna");
    const auto other = *log_in("anna");
    const auto me = caller(*log_in("anna"));
    EXPECT_EQ(key(account.change_password(me, "wrong", "another long one", {})), "login_failed");
    EXPECT_EQ(key(account.change_password(me, word, "short", {})), "password_short");
    const auto secret = must(account.change_password(me, word, "another long one", {}));
    EXPECT_EQ(kind(other), "nobody");
    EXPECT_EQ(kind(secret), "session");
    EXPECT_EQ(refusal("anna", "another long one"), "let in");
}

TEST_F(Logins, SetTheOwnerWithACodeOnce)
{
    EXPECT_TRUE(book.is_open());
    const auto code = must(setup.issue());
    const SetupRequest good{.code = code.code, .user = "anna", .password = word, .address = "10.0.0.1"};
    auto wrong = good;
    wrong.code = "AAAAA-AAAAA";
    EXPECT_EQ(key(setup.run(wrong)), "setup_code_wrong");
    must(setup.run(good));
    EXPECT_TRUE(mark.marked);
    EXPECT_FALSE(book.is_open());
    EXPECT_EQ(key(setup.run(good)), "owner_exists");
    EXPECT_EQ(key(setup.issue()), "owner_exists");
    EXPECT_EQ(refusal("anna"), "let in");
}

TEST_F(Logins, GiveASetupCodeAnHourAndTenTries)
{
    const SetupRequest request{.user = "anna", .password = word, .address = "10.0.0.1"};
    auto late = request;
    late.code = must(setup.issue()).code;
    host.clock += 1h;
    EXPECT_EQ(key(setup.run(late)), "setup_code_wrong");

    auto tried = request;
    tried.code = must(setup.issue()).code;
    auto wrong = request;
    wrong.code = "AAAAA-AAAAA";
    for (int i = 0; i < 10; ++i) {
        host.clock += 5min;
        EXPECT_EQ(key(setup.run(wrong)), "setup_code_wrong");
    }
    host.clock += 5min;
    EXPECT_EQ(key(setup.run(tried)), "setup_code_wrong");
}

TEST_F(Logins, LeaveNoHalfOwnerBehind)
{
    const auto code = must(setup.issue());
    const SetupRequest request{.code = code.code, .user = "anna", .password = word, .address = "10.0.0.1"};
    mark.fail("mark", disk_full);
    EXPECT_EQ(key(setup.run(request)), "disk_full");
    EXPECT_TRUE(store.users.empty());
    EXPECT_TRUE(book.is_open());
    EXPECT_EQ(key(setup.run(request)), "done") << "the code was not used";
}

TEST_F(Logins, StayClosedWhenTheDatabaseIsLost)
{
    mark.marked = true;
    must(book.load());
    EXPECT_FALSE(book.is_open());
    EXPECT_FALSE(book.has_owner());
    EXPECT_EQ(key(setup.issue()), "done");
}

TEST_F(Logins, KeepTheLastOwnerAndEndTheSessionsOfWhoChanges)
{
    has_user("anna");
    has_user("otto", Role::operate);
    const auto otto = *log_in("otto");
    EXPECT_EQ(key(manage.remove_user("anna")), "last_owner");
    EXPECT_EQ(key(manage.change_user("anna", {.role = Role::viewer})), "last_owner");
    EXPECT_EQ(key(manage.change_user("eve", {.role = Role::viewer})), "user_unknown");
    must(manage.change_user("otto", {.role = Role::owner}));
    EXPECT_EQ(kind(otto), "nobody");
    must(manage.remove_user("anna"));
    EXPECT_EQ(store.users.size(), 1U);
    EXPECT_EQ(key(manage.add_user("anna", Role::viewer, word)), "done");
    EXPECT_EQ(key(manage.add_user("anna", Role::viewer, word)), "user_exists");
}

TEST_F(Logins, AddNobodyBeforeTheOwner)
{
    EXPECT_EQ(key(manage.add_user("eve", Role::owner, word)), "owner_missing");
    EXPECT_EQ(key(manage.make_token(open_caller(), {.name = "x", .scopes = {Scope::admin}})), "owner_missing");
}

TEST_F(Logins, MakeTokensThatEndAndAreTakenAway)
{
    has_user("anna");
    const auto me = caller(*log_in("anna"));
    const auto made = must(manage.make_token(
        me, {.name = "backup", .scopes = {Scope::operate}, .apps = {"blog"}, .life = std::chrono::days(2)}));
    EXPECT_FALSE(store.tokens[made.token.id].hash == made.text);
    const auto robot = *who.over_network(made.text, std::nullopt);
    EXPECT_EQ(furtka::who(robot), "token backup (anna)");
    EXPECT_TRUE(robot.sees("blog"));
    EXPECT_FALSE(robot.sees("shop"));
    host.clock += 48h;
    EXPECT_EQ(who.over_network(made.text, std::nullopt).error().key, "token_expired");
    EXPECT_FALSE(book.still_holds(robot));
    must(manage.revoke_token("backup"));
    EXPECT_EQ(who.over_network(made.text, std::nullopt).error().key, "token_invalid");
    EXPECT_TRUE(store.tokens.empty());
}

TEST_F(Logins, NeverFallBackFromAWrongTokenToAnythingElse)
{
    EXPECT_EQ(who.over_network("furtka_x", std::nullopt).error().key, "token_invalid");
    EXPECT_EQ(who.over_network("", std::nullopt).error().key, "token_invalid");
    EXPECT_EQ(who.over_network(std::nullopt, "nonsense")->kind, Caller::Kind::open);
}

TEST_F(Logins, KnowTheSocketsPeer)
{
    EXPECT_EQ(furtka::who(*run(io, who.over_socket(0, 0))), "root on this server");
    EXPECT_EQ(run(io, who.over_socket(1000, 1000)).error().key, "socket_peer");
    EXPECT_EQ(run(io, who.over_socket(std::nullopt, std::nullopt)).error().key, "socket_peer");
}

class AnAuditLog : public testing::Test {
protected:
    static AuditEntry entry(const std::string& who, WallTime at = WallTime(0ms))
    {
        return {
            .at = at, .known = who != "nobody", .who = who, .from = "10.0.0.1", .what = "POST /api/login", .result = "done"};
    }
    boost::asio::io_context io{1};
    test::FakeAuditStore store;
    AuditLog log{io.get_executor(), store};
};

TEST_F(AnAuditLog, CountsTheSameAgainAndWritesBehind)
{
    log.add(entry("nobody"));
    log.add(entry("anna"));
    log.add(entry("nobody", WallTime(1s)));
    EXPECT_TRUE(store.entries.empty());
    const auto entries = *run(io, log.list({}));
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].who, "anna");
    EXPECT_EQ(entries[1].times, 2);
}

TEST_F(AnAuditLog, KeepsWhatTheStoreDidNotTake)
{
    store.fail("add", disk_full);
    log.add(entry("anna"));
    EXPECT_FALSE(run(io, log.flush()));
    EXPECT_TRUE(run(io, log.flush()));
    EXPECT_EQ(store.entries.size(), 1U);
    for (int i = 0; i < 5'000; ++i) log.add(entry("user" + std::to_string(i)));
    EXPECT_TRUE(run(io, log.flush()));
    EXPECT_EQ(store.entries.size(), 1'001U);
}

} // namespace
} // namespace furtka
