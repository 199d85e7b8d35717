#include "domain/compose_model.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace furtka;

namespace {

/// `what=value`, one a privilege of the service with these members.
std::vector<std::string> privileges(const std::string& members, const std::string& rest = "")
{
    const auto model = parse_compose_model(R"({"name":"p","services":{"s":{)" + members + "}}" + rest + "}");
    EXPECT_TRUE(model);
    std::vector<std::string> out;
    if (!model) return out;
    for (const auto& each : model->services.at(0).privileges) out.push_back(each.what + "=" + each.value);
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

TEST(Privileges, AreReadInEveryFormAValueMayHave)
{
    EXPECT_EQ(privileges(R"("cap_add":["B","A","B"])"), (Texts{"cap_add=A", "cap_add=B"}));
    EXPECT_EQ(privileges(R"("cap_add":"ALL")"), Texts{"cap_add=ALL"});
    EXPECT_EQ(privileges(R"("sysctls":{"a":1,"b":"2"})"), (Texts{"sysctls=a=1", "sysctls=b=2"}));
    EXPECT_EQ(privileges(R"("extra_hosts":{"h":["1.1.1.1","::1"]})"), (Texts{"extra_hosts=h=1.1.1.1", "extra_hosts=h=::1"}));
    EXPECT_EQ(privileges(R"("devices":[{"source":"/dev/a","target":"/dev/b","permissions":"r"},"/dev/c"])"),
        (Texts{"devices=/dev/a:/dev/b:r", "devices=/dev/c"}));
    EXPECT_EQ(privileges(R"("gpus":"all")"), Texts{"gpus=all"});
}

TEST(Privileges, AreNoneWhereAMemberIsUnset)
{
    EXPECT_EQ(privileges(R"("privileged":false,"cap_add":null,"pid":"","devices":[],"gpus":null,"build":null)"), Texts{});
}

TEST(Privileges, OfAFileAreThoseThatTheServiceUses)
{
    EXPECT_EQ(privileges(R"("configs":["a",{"source":"b"}],"secrets":[{"source":"c"}])",
                  R"(,"configs":{"a":{"file":"/a"},"b":{"content":"x"},"d":{"file":"/d"}},"secrets":{"c":{"file":"/c"}})"),
        (Texts{"file=/a", "file=/c"}));
}

TEST(AVolumesOptions, AreKeptWithoutThePasswordsInThem)
{
    const auto model = parse_compose_model(R"({"name":"p","services":{},"volumes":{"v":{"name":"p_v","driver":"local",
        "driver_opts":{"type":"cifs","device":"//nas/x","o":"username=ada,password=hunter2,ro","token":"hunter2"}}}})");
    ASSERT_TRUE(model);
    const std::map<std::string, std::string> expected{{"device", "//nas/x"}, {"o", "ro"}, {"type", "cifs"}};
    EXPECT_EQ(model->volumes.at(0).options, expected);
}

TEST(Privileges, DoNotHoldWhatEveryServiceHas)
{
    EXPECT_EQ(privileges(R"("image":"x","environment":{"PASSWORD":"secret"},"command":["a"],"labels":{"a":"b"})"), Texts{});
}
