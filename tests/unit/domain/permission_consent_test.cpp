#include "domain/permission_consent.hpp"

#include <gtest/gtest.h>

using namespace furtka;

namespace {

PermissionMark mark(MarkSeverity severity, std::string id)
{
    return {.id = id,
        .kind = id.substr(0, id.find(':')),
        .severity = severity,
        .service = "web",
        .detail = {},
        .sentence = id + " is asked for.",
        .by_link = false};
}

const std::vector<PermissionMark> all{mark(MarkSeverity::red, "privileged:web"),
    mark(MarkSeverity::red, "engine-socket:web"), mark(MarkSeverity::amber, "host-network:web"),
    mark(MarkSeverity::plain, "port:web:80")};

std::vector<std::string> ids(const std::vector<PermissionMark>& marks)
{
    std::vector<std::string> out;
    for (const auto& each : marks) out.push_back(each.id);
    return out;
}

using Ids = std::vector<std::string>;

} // namespace

TEST(PermissionConsent, IsAskedForEveryRedMarkOfANewApp)
{
    EXPECT_EQ(ids(marks_to_accept(all, std::nullopt)), (Ids{"privileged:web", "engine-socket:web"}));
}

TEST(PermissionConsent, IsAskedForWhatAnAppDidNotHaveBefore)
{
    EXPECT_EQ(ids(marks_to_accept(all, Ids{"privileged:web"})), (Ids{"engine-socket:web", "host-network:web"}));
    EXPECT_EQ(ids(marks_to_accept(all, Ids{"privileged:web"}, Ambers::by_owner)), (Ids{"engine-socket:web"}));
    EXPECT_EQ(ids(marks_to_accept(all, remembered_ids(all))), Ids{});
}

TEST(PermissionConsent, NamesWhatIsMissing)
{
    const auto wanted = marks_to_accept(all, std::nullopt);

    const auto refused = check_accepted("blog", wanted, {"privileged:web"});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_EQ(refused.error().key, "permissions_not_accepted");
    EXPECT_EQ(
        refused.error().message, "blog asks for permissions that were not accepted: web: engine-socket:web is asked for.");
    EXPECT_EQ(refused.error().details,
        (std::vector<std::pair<std::string, std::string>>{{"app", "blog"}, {"permissions", "engine-socket:web"}}));
    EXPECT_TRUE(check_accepted("blog", wanted, {"engine-socket:web", "privileged:web", "other"}));
}

TEST(PermissionConsent, RemembersRedAndAmber)
{
    EXPECT_EQ(remembered_ids(all), (Ids{"privileged:web", "engine-socket:web", "host-network:web"}));
}

TEST(PermissionConsent, OfAnAppThatComesAlongIsGivenWithItsName)
{
    EXPECT_EQ(accepted_for({"privileged:web", "mosquitto/privileged:web", "mos/x:y"}, "mosquitto"), (Ids{"privileged:web"}));
}
