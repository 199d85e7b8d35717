#include "api/request_bodies.hpp"

#include <gtest/gtest.h>

namespace furtka::api {
namespace {

/// `key: message` of a refusal, or `ok`.
template <class T>
std::string told(const Result<T>& result)
{
    return result ? "ok" : result.error().key + ": " + result.error().message;
}

TEST(InstallBodies, AreReadWithOrWithoutSettings)
{
    EXPECT_EQ(*parse_install_body(R"({"name": "blog"})"), (InstallBody{.name = "blog"}));
    EXPECT_EQ(*parse_install_body(R"({"name": "blog", "free_ports": true, "ports": {"web:80": "81"}})"),
        (InstallBody{.name = "blog", .free_ports = true, .ports = {{"web:80", "81"}}}));
    EXPECT_EQ(*parse_install_body(R"({"source": "/srv/blog", "settings": {"PORT": "80", "A": ""}})"),
        (InstallBody{.source = "/srv/blog", .settings = {{"PORT", "80"}, {"A", ""}}}));
    EXPECT_EQ(*parse_install_body(R"({"name": "blog", "source": null, "settings": null})"), (InstallBody{.name = "blog"}));
}

TEST(InstallBodies, AreRefusedWithTheMemberThatIsWrong)
{
    EXPECT_EQ(told(parse_install_body("")), "body_json: the body must be a JSON object, found nothing");
    EXPECT_EQ(told(parse_install_body("[]")), "body_json: the body must be a JSON object, found another JSON value");
    EXPECT_EQ(told(parse_install_body("{")), "body_json: the body must be a JSON object, found incomplete JSON");
    EXPECT_EQ(told(parse_install_body(R"({"nam": "blog"})")), "body_member: \"nam\" is not known here");
    EXPECT_EQ(told(parse_install_body(R"({"name": 1})")), "body_member: \"name\" must be text");
    EXPECT_EQ(told(parse_install_body(R"({"settings": []})")), "body_member: \"settings\" must be an object of texts");
    EXPECT_EQ(told(parse_install_body(R"({"settings": {"PORT": 80}})")), "body_member: \"settings.PORT\" must be text");
    EXPECT_EQ(parse_install_body(R"({"name": 1})").error().details, (decltype(Error::details){{"member", "name"}}));
    EXPECT_FALSE(parse_install_body(std::string(100'000, '[')));
    EXPECT_FALSE(parse_install_body("{\"name\": \"\xff\"}"));
}

TEST(RemoveBodies, DeleteDataOnlyByTheWord)
{
    EXPECT_EQ(*parse_remove_body(R"({"name": "blog"})"), (RemoveBody{.name = "blog"}));
    EXPECT_EQ(*parse_remove_body(R"({"name": "blog", "data": "keep"})"), (RemoveBody{.name = "blog"}));
    EXPECT_EQ(
        *parse_remove_body(R"({"name": "blog", "data": "delete"})"), (RemoveBody{.name = "blog", .delete_data = true}));
    EXPECT_EQ(told(parse_remove_body(R"({"name": "blog", "data": "Delete"})")),
        "body_member: \"data\" must be \"keep\" or \"delete\"");
    EXPECT_EQ(told(parse_remove_body(R"({"name": "blog", "data": true})")), "body_member: \"data\" must be text");
    EXPECT_EQ(told(parse_remove_body("{}")), "body_member: \"name\" is missing: which app is to be removed");
}

TEST(SettingsBodies, NeedTheirOneMember)
{
    EXPECT_EQ(*parse_settings_body(R"({"ports": {"web:80": ""}})"), (SettingsBody{.ports = {{"web:80", ""}}}));
    EXPECT_EQ(parse_settings_body(R"({"ports": {"web:80": 81}})").error().message, R"("ports.web:80" must be text)");
    EXPECT_EQ(*parse_settings_body(R"({"settings": {"A": "b"}})"), (SettingsBody{.settings = {{"A", "b"}}, .accept = {}}));
    EXPECT_EQ(*parse_settings_body(R"({"settings": {}, "accept": ["privileged:web"]})"),
        (SettingsBody{.settings = {}, .accept = {"privileged:web"}}));
    EXPECT_EQ(told(parse_settings_body(R"({"settings": {}, "accept": "all"})")),
        "body_member: \"accept\" must be a list of texts");
    EXPECT_EQ(told(parse_settings_body("{}")), "body_member: \"settings\" is missing");
    EXPECT_EQ(told(parse_settings_body(R"({"A": "b"})")), "body_member: \"A\" is not known here");
}

TEST(EmptyBodies, MayBeAnEmptyObject)
{
    EXPECT_TRUE(expect_no_members(""));
    EXPECT_TRUE(expect_no_members(" {} "));
    EXPECT_EQ(told(expect_no_members(R"({"force": true})")), "body_member: \"force\" is not known here");
    EXPECT_EQ(told(expect_no_members("x")), "body_json: the body must be a JSON object, found syntax error");
}

} // namespace
} // namespace furtka::api
