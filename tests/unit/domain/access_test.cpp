#include "domain/access.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

using Kind = Caller::Kind;

std::string verdict(const Caller& caller, Needed needed, std::optional<std::string_view> app = std::nullopt)
{
    const auto result = may(caller, needed, app);
    return result ? "yes" : result.error().key;
}

Caller user(Role role) { return {.kind = Kind::session, .user = "anna", .role = role, .scopes = scopes_of(role)}; }

Caller token(Scopes scopes, std::vector<std::string> apps = {})
{
    return {.kind = Kind::token, .user = "anna", .token = "backup", .scopes = scopes, .apps = std::move(apps)};
}

TEST(Access, WhatNeedsNothingIsOpenToEveryoneAndWhatIsNotToldToNobody)
{
    EXPECT_EQ(verdict({}, {Need::everyone}), "yes");
    EXPECT_EQ(verdict({}, {Need::read}), "login_needed");
    EXPECT_EQ(verdict(user(Role::owner), {}), "login_needed");
    EXPECT_EQ(verdict(user(Role::owner), {Need::nobody}), "login_needed");
}

TEST(Access, ARoleMayWhatItsScopesSay)
{
    const auto row = [](Role role) {
        std::string text;
        for (const auto need : {Need::read, Need::operate, Need::install, Need::admin, Need::login, Need::socket})
            text += verdict(user(role), {need}) + " ";
        return text;
    };

    EXPECT_EQ(row(Role::viewer), "yes role_missing role_missing role_missing yes socket_only ");
    EXPECT_EQ(row(Role::operate), "yes yes role_missing role_missing yes socket_only ");
    EXPECT_EQ(row(Role::owner), "yes yes yes yes yes socket_only ");
}

TEST(Access, ATokenMayWhatItsScopesSayAndReadAndHasNoLoginOfItsOwn)
{
    EXPECT_EQ(verdict(token({Scope::operate}), {Need::operate}), "yes");
    EXPECT_EQ(verdict(token({Scope::operate}), {Need::read}), "yes");
    EXPECT_EQ(verdict(token({Scope::operate}), {Need::install}), "scope_missing");
    EXPECT_EQ(verdict(token({}), {Need::read}), "scope_missing");
    EXPECT_EQ(verdict(token({Scope::admin}), {Need::login}), "session_needed");
}

TEST(Access, ATokenForSomeAppsMayOnlyWhatIsAboutThem)
{
    const auto limited = token({Scope::read, Scope::operate}, {"blog"});

    EXPECT_EQ(verdict(limited, {Need::operate, Concerns::app_in_path}, "blog"), "yes");
    EXPECT_EQ(verdict(limited, {Need::operate, Concerns::app_in_path}, "shop"), "app_not_allowed");
    EXPECT_EQ(verdict(limited, {Need::operate, Concerns::app_in_body}), "app_not_allowed");
    EXPECT_EQ(verdict(limited, {Need::operate, Concerns::every_app}, "blog"), "app_not_allowed");
    EXPECT_EQ(verdict(limited, {Need::read, Concerns::visible_apps}), "yes");
    EXPECT_EQ(verdict(limited, {Need::read, Concerns::no_app}), "yes");
    EXPECT_TRUE(limited.sees("blog"));
    EXPECT_FALSE(limited.sees("shop"));
    EXPECT_TRUE(token({Scope::read}).sees("shop"));
}

TEST(Access, OnLoopbackWithoutAnOwnerWhoeverComesActsAsOwner)
{
    EXPECT_TRUE(is_open(LoginRule::automatic, false, Listening::on_loopback));
    EXPECT_FALSE(is_open(LoginRule::automatic, true, Listening::on_loopback));
    EXPECT_FALSE(is_open(LoginRule::automatic, false, Listening::beyond));
    EXPECT_FALSE(is_open(LoginRule::required, false, Listening::on_loopback));
    EXPECT_EQ(verdict(open_caller(), {Need::admin}), "yes");
    EXPECT_EQ(verdict(open_caller(), {Need::login}), "session_needed");
}

TEST(Access, BeyondLoopbackAnOwnerOrTlsComesFirst)
{
    EXPECT_FALSE(may_listen(Listening::beyond, false, Transport::plain));
    EXPECT_TRUE(may_listen(Listening::beyond, false, Transport::tls));
    EXPECT_TRUE(may_listen(Listening::beyond, true, Transport::plain));
    EXPECT_TRUE(may_listen(Listening::on_loopback, false, Transport::plain));
}

TEST(Access, ScopesAreWrittenAndReadInWords)
{
    EXPECT_EQ(to_text(Scopes{Scope::install, Scope::read}), "read,install");
    EXPECT_EQ(parse_scopes("install,read"), (Scopes{Scope::read, Scope::install}));
    EXPECT_EQ(parse_scopes(""), std::nullopt);
    EXPECT_EQ(parse_scopes("read,all"), std::nullopt);
    EXPECT_EQ(parse_role("operator"), Role::operate);
    EXPECT_EQ(who(token({Scope::read})), "token backup (anna)");
}

} // namespace
} // namespace furtka
