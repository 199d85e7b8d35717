#include "domain/path_rules.hpp"

#include <gtest/gtest.h>

using namespace furtka;

namespace {

const Setting media{.name = "MEDIA", .type = SettingType::path};

/// The message of the refusal, or empty.
std::string judged(const std::string& value, const PathFacts& facts)
{
    const auto checked = judge_path_setting(media, value, facts, {"/srv/furtka-apps", ""});
    if (checked) return "";
    EXPECT_EQ(checked.error().key, "setting_path");
    EXPECT_EQ(checked.error().details, (std::vector<std::pair<std::string, std::string>>{{"setting", "MEDIA"}}));
    return checked.error().message;
}

PathFacts folder(std::string resolved) { return {.exists = true, .directory = true, .resolved = std::move(resolved)}; }

} // namespace

TEST(PathSettings, TakeAFolderOfTheOwner)
{
    for (const char* path :
        {"/srv/media", "/home/bob", "/mnt/disk one", "/var/lib/other", "/etcetera", "/libs", "/var/lib/furtka2"}) {
        EXPECT_EQ(judged(path, folder(path)), "") << path;
    }
}

TEST(PathSettings, RefuseTheSystemsFoldersAndWhatIsBelow)
{
    for (const char* path : {"/etc", "/root", "/boot", "/proc", "/sys", "/dev", "/bin", "/sbin", "/lib", "/usr", "/run",
             "/var/run", "/var/lib/furtka", "/var/lib/docker"}) {
        EXPECT_NE(judged(path, folder(path)), "") << path;
        EXPECT_NE(judged(path, folder(std::string(path) + "/below/it")), "") << path;
    }
    EXPECT_EQ(judged("/etc/ssl", folder("/etc/ssl")), "MEDIA: '/etc/ssl' is /etc/ssl, a folder of the system");
    EXPECT_EQ(judged("/", folder("/")), "MEDIA: '/' is the whole disk");
    EXPECT_EQ(judged("/srv/furtka-apps/blog", folder("/srv/furtka-apps/blog")),
        "MEDIA: '/srv/furtka-apps/blog' is /srv/furtka-apps/blog, a folder of Furtka itself");
}

TEST(PathSettings, AreJudgedByWhereSymlinksLead)
{
    EXPECT_EQ(judged("/srv/link", folder("/etc/ssl")), "MEDIA: '/srv/link' is /etc/ssl, a folder of the system");
    EXPECT_EQ(judged("/etc/link", folder("/srv/media")), "");
    EXPECT_EQ(judged("/srv//media/./", folder("/srv/media")), "");
    EXPECT_NE(judged("/srv/x", folder("//etc/./ssl/")), "");
    EXPECT_EQ(judged("/srv/x", folder("")), "MEDIA: '/srv/x' cannot be resolved");
    EXPECT_EQ(judged("/srv/x", folder("/srv/../etc")), "MEDIA: '/srv/x' cannot be resolved");
}

TEST(PathSettings, MustBeThere)
{
    EXPECT_EQ(judged("/srv/none", {}), "MEDIA: '/srv/none' does not exist");
    EXPECT_EQ(judged("/srv/file", {.exists = true, .directory = false, .resolved = "/srv/file"}),
        "MEDIA: '/srv/file' is not a folder");
}

TEST(PathSettings, AreAbsoluteAndNeverClimb)
{
    EXPECT_EQ(judged("media", folder("/srv/media")), "MEDIA: 'media' is not an absolute path");
    EXPECT_EQ(judged("/srv/../etc", folder("/srv")), "MEDIA: '/srv/../etc' has .. in it");
    EXPECT_EQ(check_settings({media}, {{"MEDIA", "/srv/.."}}, {}).error().key, "setting_path");
    EXPECT_TRUE(check_settings({media}, {{"MEDIA", "/srv/a..b"}}, {}).has_value());
}

TEST(Paths, StayInsideAFolder)
{
    for (const char* path : {"icon.svg", "img/icon.svg", "./icon.svg", "a..b"}) EXPECT_TRUE(stays_inside(path)) << path;
    for (const char* path : {"", ".", "/icon.svg", "../icon.svg", "img/../../x", "img\\..\\x", "a\nb"})
        EXPECT_FALSE(stays_inside(path)) << path;
}

TEST(Paths, LieInOrBelowAFolderByWholeNames)
{
    EXPECT_TRUE(in_or_below("/var/lib/docker", "/var/lib/docker"));
    EXPECT_TRUE(in_or_below("/var//lib/docker/volumes/", "/var/lib/docker/"));
    EXPECT_FALSE(in_or_below("/var/lib", "/var/lib/docker"));
    EXPECT_FALSE(in_or_below("/var/lib/docker2", "/var/lib/docker"));
}
