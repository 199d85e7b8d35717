#include "adapters/sqlite/sqlite_access_store.hpp"
#include "adapters/sqlite/sqlite_audit_store.hpp"
#include "store_fixture.hpp"

namespace furtka::test {
namespace {

using namespace std::chrono_literals;

class AnAccessStore : public testing::Test {
protected:
    void SetUp() override { open(); }
    void open()
    {
        auto opened = StateDatabase::open(folder.path(), pool);
        ASSERT_TRUE(opened) << opened.error().message;
        store = std::make_unique<SqliteAccessStore>(*opened);
        audit = std::make_unique<SqliteAuditStore>(*std::move(opened));
    }
    void reopen()
    {
        store.reset();
        audit.reset();
        open();
    }
    template <class T>
    T must(Task<Result<T>> task)
    {
        auto result = run(io, std::move(task));
        if (!result) throw std::runtime_error(result.error().key + ": " + result.error().message);
        if constexpr (!std::is_void_v<T>) return *std::move(result);
    }

    const WallTime time{1'900'000'000'123ms};
    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{2};
    std::unique_ptr<SqliteAccessStore> store;
    std::unique_ptr<SqliteAuditStore> audit;
};

TEST_F(AnAccessStore, KeepsUsersSessionsAndTokensAsTheyAre)
{
    const User anna{.name = "anna",
        .role = Role::owner,
        .password = "$argon2id$x",
        .second = SecondFactor{.secret = std::string("\x00\xff\x7f", 3), .last_step = 63'333'333, .recovery = {"a", "b"}},
        .created_at = time};
    const User otto{.name = "otto", .role = Role::operate, .password = "y", .created_at = time};
    const LoginSession session{
        .hash = "h1", .user = "otto", .created_at = time, .seen_at = time + 1s, .address = "10.0.0.1", .agent = "Firefox"};
    const ApiToken token{.id = "1f",
        .name = "backup, daily",
        .hash = "t1",
        .scopes = {Scope::read, Scope::install},
        .apps = {"blog", "shop"},
        .made_by = "anna",
        .created_at = time,
        .expires_at = time + 24h,
        .used_at = time + 1h};
    const ApiToken plain{
        .id = "2f", .name = "x", .hash = "t2", .scopes = {Scope::admin}, .made_by = "anna", .created_at = time + 1ms};
    must(store->save_user(otto));
    must(store->save_user(anna));
    must(store->save_sessions({session}));
    must(store->save_tokens({token, plain}));
    reopen();

    const auto records = must(store->load());

    EXPECT_EQ(records.users, (std::vector{anna, otto}));
    EXPECT_EQ(records.sessions, std::vector{session});
    EXPECT_EQ(records.tokens, (std::vector{token, plain}));
}

TEST_F(AnAccessStore, ForgetsThem)
{
    must(store->save_user({.name = "anna", .role = Role::owner, .password = "x"}));
    must(store->save_user({.name = "otto", .password = "x"}));
    must(
        store->save_sessions({{.hash = "a", .user = "anna"}, {.hash = "b", .user = "otto"}, {.hash = "c", .user = "anna"}}));
    must(store->save_tokens({{.id = "1", .scopes = {Scope::read}}, {.id = "2", .scopes = {Scope::read}}}));
    must(store->remove_sessions({"c", "unknown"}));
    must(store->remove_user("otto"));
    must(store->remove_token("1"));

    const auto records = must(store->load());

    ASSERT_EQ(records.users.size(), 1U);
    ASSERT_EQ(records.sessions.size(), 1U);
    EXPECT_EQ(records.sessions.front().hash, "a");
    ASSERT_EQ(records.tokens.size(), 1U);
    EXPECT_EQ(records.tokens.front().id, "2");
}

TEST_F(AnAccessStore, KeepsTheAuditLogInOrderAndInBounds)
{
    const auto entry = [&](const std::string& who, bool known) {
        return AuditEntry{.at = time,
            .known = known,
            .who = who,
            .from = "10.0.0.1",
            .what = "POST /api/login",
            .app = "blog",
            .job = known ? std::optional<std::uint64_t>(17) : std::nullopt,
            .result = "done",
            .times = 3};
    };
    must(audit->add({entry("anna", true)}));
    std::vector<AuditEntry> strangers(most_strange_entries + 50, entry("nobody", false));
    must(audit->add(strangers));
    must(audit->add({entry("otto", true)}));
    reopen();

    const auto newest = must(audit->list({.most = 2}));
    const auto all = must(audit->list({.most = 100'000}));

    ASSERT_EQ(newest.size(), 2U);
    auto wanted = entry("otto", true);
    wanted.id = newest[0].id;
    EXPECT_EQ(newest[0], wanted);
    EXPECT_EQ(all.size(), most_strange_entries + 2);
    EXPECT_EQ(all.back().who, "anna") << "strangers push nobody else out";
    EXPECT_EQ(must(audit->list({.most = 1, .before = newest[0].id})).front().who, "nobody");
}

} // namespace
} // namespace furtka::test
