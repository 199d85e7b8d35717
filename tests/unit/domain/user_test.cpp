#include "domain/password_rules.hpp"
#include "domain/user.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr WallTime now{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1}};

template <class T>
std::string key(const Result<T>& result)
{
    return result ? "fine" : result.error().key;
}

TEST(Password, MustBeLongAndNotAmongTheFirstThatAreTried)
{
    EXPECT_EQ(key(check_password("correct horse battery", "anna")), "fine");
    EXPECT_EQ(key(check_password("überlänge", "anna")), "password_short");
    EXPECT_EQ(key(check_password("überlängeü", "anna")), "fine");
    EXPECT_EQ(key(check_password(std::string(129, 'a') + "b", "anna")), "password_long");
    for (const auto* common : {"1234567890", "0987654321", "Password123!", "p@ssw0rd1234", "qwertzuiop", "aaaaaaaaaa",
             "abcabcabcabc", "abcdefghijk", "!!geheim2024", "9999999999"}) {
        EXPECT_EQ(key(check_password(common, "anna")), "password_common") << common;
    }
}

TEST(Password, IsNotTheNameOfItsUser)
{
    EXPECT_EQ(key(check_password("annamaria1990", "annamaria")), "password_common");
    EXPECT_EQ(key(check_password("annamaria1990", "otto")), "fine");
}

TEST(UserName, IsASmallWord)
{
    for (const auto* good : {"anna", "a", "anna.b-c_9"}) EXPECT_EQ(key(check_user_name(good)), "fine") << good;
    for (const auto* bad : {"", "Anna", "9a", "an na", "ann\na", "änna", "a/b"})
        EXPECT_EQ(key(check_user_name(bad)), "user_name") << bad;
    EXPECT_EQ(key(check_user_name(std::string(33, 'a'))), "user_name");
}

TEST(LoginSession, EndsAfterAWeekUnusedOrAMonth)
{
    const LoginSession session{.hash = "0123456789abcdef0123", .user = "anna", .created_at = now, .seen_at = now};
    EXPECT_FALSE(has_ended(session, now + 7 * 24h));
    EXPECT_TRUE(has_ended(session, now + 7 * 24h + 1ms));
    auto used = session;
    used.seen_at = now + 29 * 24h;
    EXPECT_FALSE(has_ended(used, now + 30 * 24h));
    EXPECT_TRUE(has_ended(used, now + 30 * 24h + 1ms));
    EXPECT_FALSE(has_ended(session, now - 24h));
    EXPECT_EQ(public_id(session), "0123456789abcdef");
}

TEST(ApiToken, IsJudgedBeforeItIsMade)
{
    const ApiToken good{.name = "backup", .scopes = {Scope::operate}, .apps = {"blog"}, .expires_at = now + 24h};
    EXPECT_EQ(key(check_token(good, now)), "fine");
    auto token = good;
    token.name = "a\nb";
    EXPECT_EQ(key(check_token(token, now)), "token_name");
    token = good;
    token.scopes = {};
    EXPECT_EQ(key(check_token(token, now)), "token_scopes");
    token.scopes = {Scope::admin};
    EXPECT_EQ(key(check_token(token, now)), "token_scopes");
    token = good;
    token.apps = {"../etc"};
    EXPECT_EQ(key(check_token(token, now)), "token_apps");
    token = good;
    token.expires_at = now;
    EXPECT_EQ(key(check_token(token, now)), "token_expiry");
    EXPECT_TRUE(has_ended(token, now));
    EXPECT_FALSE(has_ended(good, now));
}

} // namespace
} // namespace furtka
