#include "domain/data_guard.hpp"
#include "domain/export_file.hpp"
#include "domain/export_plan.hpp"

#include <gtest/gtest.h>

namespace furtka {
namespace {

const AppName blog = AppName::parse("blog").value();

AppFolder folder()
{
    AppFolder made;
    made.path = "/apps/blog";
    made.manifest.name = "blog";
    made.manifest.volumes = {"data"};
    return made;
}

ComposeModel model(std::vector<Mount> mounts, std::vector<VolumeModel> volumes = {})
{
    ServiceModel web{.name = "web", .image = "nginx:1"};
    web.mounts = std::move(mounts);
    return {.project = "blog", .services = {std::move(web)}, .networks = {}, .volumes = std::move(volumes)};
}

std::string told(const ExportPlan& plan)
{
    std::string text;
    for (const auto& place : plan.places) text += place.text() + "; ";
    for (const auto& what : plan.left_out) text += "not " + what + "; ";
    return text;
}

TEST(ExportHead, SaysTheSameAfterReading)
{
    const ExportHead head{.app = "blog",
        .version = "1.2",
        .display_name = "Blög",
        .made_at = "2026-11-28T01:02:03Z",
        .furtka = "0.1.0",
        .architecture = "amd64",
        .data = true,
        .secrets = ExportSecrets::included,
        .kdf = ExportKdf{.salt = std::string(16, 's')}};
    EXPECT_EQ(parse_export_head(to_json(head)).value(), head);
    EXPECT_EQ(export_file_name(head), "blog-1.2-2026-11-28.furtka");
}

TEST(ExportHead, MakesAFileNameOfAnyVersion)
{
    EXPECT_EQ(export_file_name({.app = "blog", .version = "../a b", .display_name = "", .made_at = "2026-11-28T"}),
        "blog-.._a_b-2026-11-28.furtka");
}

TEST(ExportHead, IsRefusedWhenItCannotBe)
{
    const auto key = [](std::string_view text) { return parse_export_head(text).error().key; };
    EXPECT_EQ(key("[]"), "export_format");
    EXPECT_EQ(key(R"({"format": 3})"), "export_newer");
    EXPECT_EQ(key(R"({"format": 1, "app": "../x", "secrets": "none"})"), "app_name");
    EXPECT_EQ(key(R"({"format": 1, "app": "blog", "secrets": "some"})"), "export_format");
    EXPECT_EQ(
        key(R"({"format": 1, "app": "blog", "secrets": "none", "kdf": {"name": "argon2id13", "passes": 1, "memory": 8192, "salt": "c2hvcnQ="}})"),
        "export_format");
    EXPECT_EQ(
        key(R"({"format": 1, "app": "blog", "secrets": "none", "kdf": {"name": "argon2id13", "passes": 99, "memory": 8192, "salt": "MDEyMzQ1Njc4OWFiY2RlZg=="}})"),
        "export_kdf");
}

TEST(ExportIndex, SaysTheSameAfterReading)
{
    const ExportIndex index{
        .images = {{.name = "nginx:1", .id = {"sha256:a"}, .layers = {"sha256:l"}, .digest = {"sha256:d"}, .size = 5}},
        .places = {{.kind = DataPlace::Kind::volume, .name = "data"}, {.kind = DataPlace::Kind::folder, .name = "conf/a"},
            {.kind = DataPlace::Kind::external_volume, .name = "old_blog"}}};
    EXPECT_EQ(parse_export_index(to_json(index)).value(), index);
}

TEST(ExportIndex, TellsTheNameInTheArchiveOfAnImageThatIsNamedByADigest)
{
    const ExportIndex index{.images = {{.name = "nginx@sha256:" + std::string(64, 'a'),
                                .id = {"sha256:a"},
                                .layers = {},
                                .digest = {"sha256:d"},
                                .size = 5,
                                .stored_as = "furtka/moving/blog:0"}},
        .places = {}};
    EXPECT_EQ(parse_export_index(to_json(index)).value(), index);
    EXPECT_TRUE(check_stored_names("blog", index));
    EXPECT_EQ(check_stored_names("wiki", index).error().key, "export_damaged");
}

TEST(ExportIndex, RefusesNamesThatAreNotForAFileToGive)
{
    const auto reads = [](std::string name, std::string stored_as) {
        const ExportIndex index{.images = {{.name = std::move(name),
                                    .id = {"sha256:a"},
                                    .layers = {},
                                    .digest = {},
                                    .size = 5,
                                    .stored_as = std::move(stored_as)}},
            .places = {}};
        return parse_export_index(to_json(index)).has_value() && check_stored_names("blog", index);
    };
    const std::string pinned = "nginx:1@sha256:" + std::string(64, 'a');
    EXPECT_TRUE(reads("nginx:1", ""));
    EXPECT_TRUE(reads(pinned, "furtka/moving/blog:0"));
    EXPECT_FALSE(reads(pinned, "")) << "an archive brings no digests";
    EXPECT_FALSE(reads("nginx:1", "furtka/moving/blog:0"));
    for (const auto* name : {"nginx:1", "furtka/moving/blog:1", "furtka/moving/wiki:0", "furtka/pinned:0123", "not a name"})
        EXPECT_FALSE(reads(pinned, name)) << name;
    for (const auto* name : {"furtka/pinned:0123", "furtka/rollback/blog/web:1", "docker.io/furtka/moving/wiki:0"})
        EXPECT_FALSE(reads(name, "")) << name;
    EXPECT_TRUE(reads("127.0.0.1:5000/furtka/pinned:0123", "")) << "of another registry";
}

TEST(ExportArchive, GivesNoNamesButThoseOfTheIndex)
{
    const std::string pinned = "nginx:1@sha256:" + std::string(64, 'a');
    const std::vector<ExportedImage> allowed{{.name = "redis:7", .id = {}, .layers = {}, .digest = {}},
        {.name = pinned, .id = {}, .layers = {}, .digest = {}, .stored_as = "furtka/moving/blog:0"}};
    const auto takes = [&](const std::string& name) {
        const auto by_tag = check_image_names(R"([{"RepoTags": [")" + name + R"("]}])", "", allowed);
        const auto by_index = check_image_names(
            "[]", R"({"manifests": [{"annotations": {"io.containerd.image.name": ")" + name + R"("}}]})", allowed);
        EXPECT_EQ(by_tag.has_value(), by_index.has_value()) << name;
        return by_tag.has_value();
    };
    EXPECT_TRUE(takes("redis:7"));
    EXPECT_TRUE(takes("docker.io/furtka/moving/blog:0"));
    for (const auto& name : {std::string("redis:8"), std::string("nginx:1"), pinned, std::string("furtka/pinned:0"),
             std::string("furtka/moving/blog:1")})
        EXPECT_FALSE(takes(name)) << name;
}

TEST(ExportIndex, RefusesPlacesThatLeadElsewhere)
{
    for (const auto* name : {"../x", "/etc", ".furtka", ".env", "a:b", ""}) {
        const ExportIndex index{.images = {}, .places = {{.kind = DataPlace::Kind::folder, .name = name}}};
        EXPECT_FALSE(parse_export_index(to_json(index))) << name;
    }
    const ExportIndex volume{.images = {}, .places = {{.kind = DataPlace::Kind::volume, .name = "a/b"}}};
    EXPECT_FALSE(parse_export_index(to_json(volume)));
}

TEST(ExportPlan, TakesTheAppsOwnPlacesAndTellsWhatStays)
{
    const auto plan = plan_export(blog, folder(),
        model({{.type = "bind", .source = "/apps/blog/files", .target = "/f"},
                  {.type = "bind", .source = "/apps/blog/files/in", .target = "/g"},
                  {.type = "bind", .source = "/apps/blog/conf.yml", .target = "/c"},
                  {.type = "bind", .source = "/srv/photos", .target = "/p"},
                  {.type = "bind", .source = "/etc/localtime", .target = "/t", .read_only = true}},
            {{.key = "data", .name = "furtka_blog_data", .external = true}, {.key = "cache", .name = "blog_cache"},
                {.key = "nas", .name = "blog_nas", .options = {{"type", "nfs"}}}, {.key = "gone", .name = "blog_gone"}}),
        {.folders = {"/apps/blog/files", "/apps/blog/files/in"},
            .volumes = {"furtka_blog_data", "blog_cache", "blog_nas"},
            .own_volumes = {}});

    ASSERT_TRUE(plan);
    EXPECT_EQ(told(*plan),
        "volume data; volume cache; folder files; not /srv/photos, a folder of the server; not blog_nas, a volume that is "
        "not the "
        "app's own; ");
    EXPECT_EQ(plan->data_folders, (std::vector<std::string>{"files", "files/in"}));
    ASSERT_EQ(plan->images.size(), 1U);
    EXPECT_EQ(plan->images.front().name, "nginx:1");
    EXPECT_EQ(engine_volume(blog, plan->places[0]), "furtka_blog_data");
    EXPECT_EQ(engine_volume(blog, plan->places[1]), "blog_cache");
}

TEST(ExportPlan, TakesVolumesThatTheComposeFileOnlyNamesWhenTheyAreTheAppsOwn)
{
    auto moved = folder();
    moved.moved_in = MoveInRecord{};
    moved.moved_in->volumes = {"old_blog", "old_gone"};

    const auto plan = plan_export(blog, moved,
        model({},
            {{.key = "a", .name = "old_blog", .external = true}, {.key = "b", .name = "came_along", .external = true},
                {.key = "c", .name = "of_wiki", .external = true}, {.key = "d", .name = "old_gone", .external = true}}),
        {.folders = {}, .volumes = {"old_blog", "came_along", "of_wiki"}, .own_volumes = {"came_along"}});

    ASSERT_TRUE(plan);
    EXPECT_EQ(told(*plan),
        "volume came_along; volume old_blog; not of_wiki, a volume that is not the app's own; not old_gone, a volume that "
        "is not the app's own; ");
    EXPECT_EQ(engine_volume(blog, plan->places[0]), "came_along");
}

TEST(ExportPlan, TakesAnImageThatIsNamedByADigestAndKnowsWhatStandsForIt)
{
    const std::string pinned = "nginx:1@sha256:" + std::string(64, 'a');
    const ImageId local{"sha256:" + std::string(64, 'b')};
    auto named = model({});
    named.services.front().image = pinned;
    named.services.front().stand_in = local;

    const auto plan = plan_export(blog, folder(), named, {});

    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->images,
        (std::vector<PlannedImage>{{.name = pinned, .ref = ImageRef::parse(pinned).value(), .stand_in = local}}));
}

TEST(ExportPlan, RefusesAnImageThatHasNoName)
{
    auto built = model({});
    built.services.front().image.reset();
    EXPECT_EQ(plan_export(blog, folder(), built, {}).error().key, "image_built_here");
}

TEST(ExportSecrets, AreAllThatIsNotKnownToBeNone)
{
    const std::vector<Setting> form{{.name = "TITLE", .type = SettingType::text},
        {.name = "PIN", .type = SettingType::password}, {.name = "API_KEY", .type = SettingType::text}};
    const auto env = EnvFile::parse("TITLE=Notes\nPIN=1\nAPI_KEY=2\nHOOKED=3\nEMPTY=\n").value();
    EXPECT_EQ(secret_keys(form, env), (std::vector<std::string>{"API_KEY", "HOOKED", "PIN"}));
    EXPECT_EQ(without_secrets(form, env).values(), (SettingValues{{"EMPTY", ""}, {"TITLE", "Notes"}}));
}

TEST(ExportSecrets, AreWrittenOnlyWithAPassphrase)
{
    const std::vector<std::string> some{"PIN"};
    EXPECT_EQ(judge_secrets("blog", {}, {}).value(), ExportSecrets::none);
    EXPECT_EQ(judge_secrets("blog", {}, some).error().key, "passphrase_needed");
    EXPECT_EQ(judge_secrets("blog", {.has_passphrase = true}, some).value(), ExportSecrets::included);
    EXPECT_EQ(judge_secrets("blog", {.leave_out_secrets = true}, some).value(), ExportSecrets::left_out);
    EXPECT_EQ(judge_secrets("blog", {.data = true, .leave_out_secrets = true}, some).error().key, "passphrase_needed");
    EXPECT_EQ(judge_secrets("blog", {.data = true}, {}).error().key, "passphrase_needed");
}

TEST(SameImage, GoesByTheIdOrByTheLayers)
{
    const ExportedImage exported{.name = "a:1", .id = {"sha256:a"}, .layers = {"sha256:l"}, .digest = {}};
    EXPECT_TRUE(same_image(exported, {.id = {"sha256:a"}, .layers = {}}));
    EXPECT_TRUE(same_image(exported, {.id = {"sha256:b"}, .layers = {"sha256:l"}}));
    EXPECT_FALSE(same_image(exported, {.id = {"sha256:b"}, .layers = {"sha256:m"}}));
    EXPECT_FALSE(
        same_image({.name = "a:1", .id = {"sha256:a"}, .layers = {}, .digest = {}}, {.id = {"sha256:b"}, .layers = {}}));
}

TEST(DataGuard, RefusesWhatIsLargerThanItself)
{
    DataGuard guard;
    EXPECT_TRUE(guard.entry(DataEntryKind::file, "place/a", "", 4096));
    EXPECT_EQ(guard.end(1024).error().key, "export_too_large");
}

} // namespace
} // namespace furtka
