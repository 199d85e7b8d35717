#include "domain/own_tags.hpp"
#include "services/export_app.hpp"
#include "services/imports.hpp"
#include "services/install_app.hpp"
#include "support/fake_exports.hpp"
#include "support/fake_inspection.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

using Kind = ExportPart::Kind;

const std::string pinned = "nginx:1@sha256:" + std::string(64, 'd');

AppFolder blog()
{
    auto folder = sample_app("blog");
    folder.manifest.volumes = {"data"};
    folder.manifest.settings = {
        {.name = "TITLE", .type = SettingType::text}, {.name = "PIN", .type = SettingType::password}};
    return folder;
}

Task<Result<std::string>> exported(ExportApp& exports, ExportRequest request, JobContext& job)
{
    CO_TRY(const auto outcome, co_await exports.run(app_name("blog"), std::move(request), job));
    co_return to_json(outcome);
}

Task<Result<std::string>> imported(InstallApp& install, InstallRequest request, InstallPlan plan, JobContext& job)
{
    CO_TRY(const auto outcome, co_await install.run(std::move(request), std::move(plan), job));
    co_return to_json(outcome);
}

class Moving : public testing::Test {
protected:
    FakeWorld world;
    FakeExportFiles files;
    FakeInspection inspection{world.engine};

    ExportApp exports() { return {world.world(), world.policies, files, inspection, *world.picture}; }
};

class Exporting : public Moving {
protected:
    Exporting()
    {
        auto folder = blog();
        folder.env = EnvFile::parse("TITLE=Notes\nPIN=1234\n").value();
        world.installed(folder, {service("db", "postgres:16"), service("web", "nginx:1")});
        world.engine.volumes["furtka_blog_data"] = {.app = "blog", .short_name = "data"};
        world.copies.places["furtka_blog_data"] = "all letters";
        world.look();
        world.compose.forget_calls();
    }

    Job run(ExportRequest request)
    {
        auto use_case = exports();
        return world.run_job(JobKind::export_app, "blog", [&](JobContext& job) { return exported(use_case, request, job); });
    }
    const FakeExportFile& file() { return files.kept.begin()->second; }
};

TEST_F(Exporting, WritesFolderSettingsAndImagesWhileTheAppRuns)
{
    const auto before = world.snapshot();

    const auto job = run({.passphrase = "some right words"});

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(file().outline(), "index, folder /apps/blog, env, images");
    EXPECT_EQ(file().parts[2].second, "TITLE=Notes\nPIN=1234\n");
    EXPECT_TRUE(file().whole);
    EXPECT_EQ(world.compose.calls(), "");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_FALSE(job.result.contains("some right words"));
}

TEST_F(Exporting, StopsTheAppForItsDataAndStartsItAgain)
{
    const auto before = world.snapshot();

    const auto job = run({.data = true, .passphrase = "some right words"});

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(file().outline(), "index, folder /apps/blog, env, images, data");
    EXPECT_EQ(file().parts.back().second, "all letters");
    EXPECT_EQ(world.compose.calls(), "stop blog; up blog db web");
    EXPECT_EQ(world.snapshot(), before);
}

TEST_F(Exporting, LeavesStoppedWhatDidNotRun)
{
    for (auto& container : world.engine.containers) world.engine.ends(container.id, 0);

    EXPECT_EQ(run({.data = true, .passphrase = "some right words"}).state, JobState::done);

    EXPECT_EQ(world.compose.calls(), "");
}

TEST_F(Exporting, StartsTheAppAgainAndLeavesNoFileWhenTheCopyFails)
{
    const auto before = world.snapshot();
    world.copies.fail("read", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});

    const auto job = run({.data = true, .passphrase = "some right words"});

    EXPECT_EQ(job.error->key, "disk_full");
    EXPECT_EQ(world.compose.calls(), "stop blog; up blog db web");
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_TRUE(files.kept.empty());
}

TEST_F(Exporting, StartsTheAppAgainAndLeavesNoFileWhenItIsCancelled)
{
    const auto before = world.snapshot();
    world.copies.hold("read");
    auto use_case = exports();
    const auto id = world.start_job(JobKind::export_app, "blog",
        [&](JobContext& job) { return exported(use_case, {.data = true, .passphrase = "some right words"}, job); });
    ASSERT_TRUE(world.until([&] { return world.copies.held() == 1; }));

    ASSERT_TRUE(world.jobs->cancel(id));
    ASSERT_TRUE(world.until([&] { return world.jobs->find(id)->ended(); }));

    EXPECT_EQ(world.jobs->find(id)->state, JobState::cancelled);
    EXPECT_EQ(world.snapshot(), before);
    EXPECT_TRUE(files.kept.empty());
}

TEST_F(Exporting, TellsBeforehandWhatForbidsIt)
{
    auto use_case = exports();
    const auto key = [&](ExportRequest request) { return world.run(use_case.check(app_name("blog"), request)).error().key; };
    EXPECT_EQ(key({}), "passphrase_needed");
    EXPECT_EQ(key({.passphrase = "short"}), "passphrase_length");
    EXPECT_EQ(world.run(use_case.check(app_name("wiki"), {})).error().key, "app_not_installed");
    world.host.free = 1;
    EXPECT_EQ(key({.passphrase = "some right words"}), "disk_low");
    world.engine.images.erase("nginx:1");
    EXPECT_EQ(key({.passphrase = "some right words"}), "image_missing");
}

TEST_F(Exporting, LeavesSecretsOutByTheOwnersWord)
{
    ASSERT_EQ(run({.leave_out_secrets = true}).state, JobState::done);
    EXPECT_EQ(file().parts[2].second.find("1234"), std::string::npos);
    EXPECT_NE(file().parts[2].second.find("Notes"), std::string::npos);
    EXPECT_EQ(file().passphrase, std::nullopt);
}

class ExportingPinned : public Exporting {
protected:
    ExportingPinned()
    {
        world.offers(blog(), {service("db", "postgres:16"), service("web", pinned)});
        world.engine.has_image(pinned, image_id("a"));
        world.copies.forget_calls();
    }
    std::string archive() const
    {
        std::string names;
        for (const auto& [name, image] : world.engine.images) {
            if (name.starts_with("furtka/")) names += name + " ";
        }
        return names;
    }
};

TEST_F(ExportingPinned, GivesTheImageANameForTheArchiveAsLongAsItTakes)
{
    const auto job = run({.leave_out_secrets = true});

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(file().head.format, 2);
    const auto index = parse_export_index(file().parts.front().second).value();
    EXPECT_EQ(index.images[0].in_archive(), "postgres:16");
    EXPECT_EQ(index.images[1].name, pinned);
    EXPECT_EQ(index.images[1].in_archive(), "furtka/moving/blog:0");
    EXPECT_EQ(index.images[1].digest.text, "sha256:" + std::string(64, 'd'));
    EXPECT_EQ(world.copies.archive.at("furtka/moving/blog:0"), image_id("a"));
    EXPECT_EQ(archive(), "");
}

TEST_F(ExportingPinned, TakesTheLocalImageAlongThatStandsForIt)
{
    world.engine.images.erase(pinned);
    world.engine.has_image(stand_in_name(image_id("b")).familiar(), image_id("b"));
    ASSERT_TRUE(world.run(world.folders.write_stand_ins(app_name("blog"), {{pinned, image_id("b")}})));

    ASSERT_EQ(run({.leave_out_secrets = true}).state, JobState::done);

    EXPECT_EQ(parse_export_index(file().parts.front().second).value().images[1].name, pinned);
    EXPECT_EQ(world.copies.archive.at("furtka/moving/blog:0"), image_id("b"));
}

TEST_F(ExportingPinned, LeavesNoNameWhenItFailsOrIsKilled)
{
    world.copies.fail("save", {.kind = ErrorKind::upstream, .key = "engine_error", .message = "no"});
    EXPECT_EQ(run({.leave_out_secrets = true}).error->key, "engine_error");
    EXPECT_EQ(archive(), "");

    world.engine.has_image("furtka/moving/blog:0", image_id("a"));
    world.engine.has_image("furtka/moving/blog:1", image_id("a"));
    world.engine.has_image("furtka/moving/wiki:0", image_id("a"));
    ASSERT_TRUE(world.run(exports().mend(app_name("blog"), 1)));
    EXPECT_EQ(archive(), "furtka/moving/wiki:0 ");
}

class Importing : public Moving {
protected:
    Importing()
    {
        const auto folder = blog();
        world.offers(folder, {service("web", "nginx:1")});
        world.sources.has_folder("/imports/1/app", folder);
        world.sources.withdraws("blog");
        world.engine.images.clear();
        world.engine.registry.clear(); // no network
        world.copies.archive = {{"nginx:1", image_id("a")}};
        incoming->told = {.app = "blog",
            .architecture = world.engine.about.architecture,
            .data = true,
            .secrets = ExportSecrets::included};
        incoming->listed = {
            .images = {{.name = "nginx:1", .id = image_id("a"), .layers = {}, .digest = {"sha256:registry"}}},
            .places = {{.kind = DataPlace::Kind::volume, .name = "data"},
                {.kind = DataPlace::Kind::project_volume, .name = "cache"}}};
        incoming->settings = "TITLE=Notes\nPIN=1234\n";
        incoming->parts = {{{.kind = Kind::images}, "two images"},
            {{.kind = Kind::data, .place = incoming->listed.places[0]}, "all letters"},
            {{.kind = Kind::data, .place = incoming->listed.places[1]}, "a page"}};
        files.incoming = incoming;
        files.uploads["1"] = {};
        world.look();
    }

    Result<InstallRequest> request() { return world.run(imports.open("1", std::nullopt, {})); }
    Result<InstallPlan> check()
    {
        InstallPlanner planner(world.world(), world.policies, *world.picture);
        return world.run(planner.check(*request()));
    }
    Job run()
    {
        const auto wanted = request().value();
        const auto plan = check().value();
        InstallApp use_case(world.world(), world.policies, *world.picture);
        use_case.on_learned([this](std::vector<SameContent> pairs) { learned = std::move(pairs); });
        return world.run_job(
            JobKind::install, "blog", [&](JobContext& job) { return imported(use_case, wanted, plan, job); });
    }

    std::shared_ptr<FakeIncoming> incoming = std::make_shared<FakeIncoming>();
    Imports imports{files, inspection};
    std::vector<SameContent> learned;
};

TEST_F(Importing, BringsImagesDataAndSettingsWithoutAPull)
{
    const auto job = run();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.copies.loaded, "two images");
    EXPECT_EQ(world.copies.places["furtka_blog_data"], "all letters");
    EXPECT_EQ(world.copies.places["blog_cache"], "a page");
    EXPECT_EQ(world.folders.at("blog").env->text(), "TITLE=Notes\nPIN=1234\n");
    EXPECT_TRUE(world.compose.up_options.never_pull);
    EXPECT_EQ(world.engine.calls().find("pull"), std::string::npos);
    EXPECT_EQ(learned, (std::vector<SameContent>{{.here = {image_id("a").text}, .there = {"sha256:registry"}}}));
}

TEST_F(Importing, ChangesNothingWhenTheFileIsDamaged)
{
    const auto before = world.snapshot();
    incoming->verified = export_damaged("it is cut off");

    EXPECT_EQ(run().error->key, "export_damaged");

    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.copies.calls(), "");
}

TEST_F(Importing, TakesBackAllOfItWhenDataCannotBeWritten)
{
    const auto before = world.snapshot();
    world.copies.fail("write blog_cache", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});

    EXPECT_EQ(run().error->key, "disk_full");

    EXPECT_EQ(world.snapshot(), before);
    EXPECT_TRUE(world.engine.images.empty());
    EXPECT_EQ(world.copies.helpers_of, "");
    EXPECT_FALSE(world.run(world.drafts.read(app_name("blog"))).value());
}

TEST_F(Importing, GivesANameBackToTheImageThatHadIt)
{
    world.engine.has_image("nginx:1", image_id("b"));
    world.copies.fail("write", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});

    EXPECT_EQ(run().error->key, "disk_full");

    EXPECT_EQ(world.engine.images["nginx:1"].id, image_id("b"));
}

TEST_F(Importing, LeavesAnImageAloneThatAnotherAppRunsFrom)
{
    world.engine.has_image("nginx:1", image_id("b"));
    world.engine.runs("wiki", "web", "nginx:1");
    const auto before = world.snapshot();

    EXPECT_EQ(run().error->key, "image_taken");

    EXPECT_EQ(world.snapshot(), before);
    EXPECT_EQ(world.engine.images["nginx:1"].id, image_id("b"));
}

TEST_F(Importing, AsksForRoomOnTheDiskOfAnEngineThatIsHere)
{
    const auto before = world.snapshot();
    world.host.free = world.policies.disk_reserve; // which the file would go into

    EXPECT_EQ(run().error->key, "disk_low");
    EXPECT_EQ(world.snapshot(), before);

    world.policies.engine_is_local = false;
    EXPECT_EQ(run().state, JobState::done);
}

TEST_F(Importing, RefusesAVolumeThatIsThere)
{
    world.engine.volumes["blog_cache"] = {};
    EXPECT_EQ(run().error->key, "volume_exists");
    EXPECT_TRUE(world.engine.volumes.contains("blog_cache"));
}

TEST_F(Importing, RefusesAnotherArchitectureAndAnotherApp)
{
    incoming->told.architecture = "riscv64";
    EXPECT_EQ(run().error->key, "architecture");
    incoming->told.architecture = world.engine.about.architecture;
    incoming->told.app = "wiki";
    EXPECT_EQ(run().error->key, "export_damaged");
}

TEST_F(Importing, RefusesAnAppThatIsInstalled)
{
    ASSERT_EQ(run().state, JobState::done);
    EXPECT_EQ(check().error().key, "app_installed");
}

TEST_F(Importing, HoldsTheFileWhileItIsInstalled)
{
    const auto held = imports.hold("1");
    EXPECT_EQ(request().error().key, "import_in_use");
    EXPECT_EQ(world.run(imports.remove("1")).error().key, "import_in_use");
}

TEST_F(Importing, AsksForThePassphraseOnce)
{
    incoming->told.kdf = ExportKdf{};
    EXPECT_EQ(request().error().key, "passphrase_wrong");
    EXPECT_TRUE(world.run(imports.open("1", "the right words", {})));
    EXPECT_TRUE(request());
    EXPECT_EQ(world.run(imports.open("1", "other words", {})).error().key, "passphrase_wrong");
}

TEST_F(Importing, MakesAVolumeThatTheComposeFileOnlyNamesAndTakesItBack)
{
    const DataPlace shelf{.kind = DataPlace::Kind::external_volume, .name = "old_shelf"};
    incoming->listed.places.push_back(shelf);
    incoming->parts.push_back({{.kind = Kind::data, .place = shelf}, "books"});
    world.copies.fail("write old_shelf", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});
    EXPECT_EQ(run().error->key, "disk_full");
    EXPECT_TRUE(world.engine.volumes.empty());

    const auto job = run();
    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.copies.places["old_shelf"], "books");
    EXPECT_EQ(world.engine.volumes.at("old_shelf").app, "blog");
}

TEST_F(Importing, RefusesAVolumeThatTheComposeFileOnlyNamesWhenThereIsOne)
{
    incoming->listed.places.push_back({.kind = DataPlace::Kind::external_volume, .name = "old_shelf"});
    world.engine.volumes["old_shelf"] = {};
    EXPECT_EQ(run().error->key, "volume_exists");
    EXPECT_TRUE(world.engine.volumes.contains("old_shelf"));
}

class ImportingPinned : public Importing {
protected:
    ImportingPinned()
    {
        const auto folder = blog();
        world.offers(folder, {service("web", pinned)});
        world.sources.withdraws("blog");
        world.engine.registry.clear();
        world.copies.archive = {{"furtka/moving/blog:0", image_id("a")}};
        incoming->listed.images = {{.name = pinned,
            .id = image_id("a"),
            .layers = {},
            .digest = {"sha256:" + std::string(64, 'd')},
            .stored_as = "furtka/moving/blog:0"}};
    }
    std::string names() const
    {
        std::string all;
        for (const auto& [name, image] : world.engine.images) all += name + " ";
        return all;
    }
    std::string local(std::string_view word) const { return stand_in_name(image_id(word)).familiar(); }
};

TEST_F(ImportingPinned, StartsTheImageUnderALocalNameThatTheFolderRemembers)
{
    const auto job = run();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(names(), local("a") + " ");
    EXPECT_EQ(world.folders.at("blog").stand_ins, (std::vector<StandIn>{{pinned, image_id("a")}}));
    EXPECT_EQ(world.engine.containers.front().image_ref, local("a"));
    EXPECT_EQ(world.copies.places["furtka_blog_data"], "all letters");
    EXPECT_EQ(world.engine.calls().find("pull"), std::string::npos);
    EXPECT_TRUE(learned.empty()) << "a digest needs no question";
}

TEST_F(ImportingPinned, TrustsWhatTheEngineHasByTheDigestMoreThanTheFile)
{
    world.engine.has_image(pinned, image_id("c"));

    const auto job = run();

    ASSERT_EQ(job.state, JobState::done) << job.error->message;
    EXPECT_EQ(world.copies.loaded, "");
    EXPECT_TRUE(world.folders.at("blog").stand_ins.empty());
    EXPECT_EQ(world.engine.containers.front().image, image_id("c"));
}

TEST_F(ImportingPinned, MakesNoNameOfAnotherAppMeanItsImage)
{
    auto wiki = sample_app("wiki");
    wiki.stand_ins = {{pinned, image_id("c")}};
    world.engine.has_image(local("c"), image_id("c"));
    world.installed(wiki, {service("web", pinned)});
    world.engine.registry.clear();
    world.engine.images.erase(pinned);

    ASSERT_EQ(run().state, JobState::done);

    EXPECT_EQ(world.engine.images.at(local("c")).id, image_id("c"));
    EXPECT_EQ(world.engine.images.at(local("a")).id, image_id("a"));
    EXPECT_EQ(world.folders.at("wiki").stand_ins, wiki.stand_ins);
}

TEST_F(ImportingPinned, RefusesANameThatAnotherJobMayUse)
{
    incoming->listed.images.front().stored_as = "furtka/moving/wiki:0";
    EXPECT_EQ(run().error->key, "export_damaged");
    EXPECT_EQ(world.copies.calls(), "");
}

TEST_F(ImportingPinned, RefusesAnArchiveThatBringsAnotherImageThanTheIndexTellsOf)
{
    world.copies.archive = {{"furtka/moving/blog:0", image_id("b")}};
    EXPECT_EQ(run().error->key, "image_differs");
    EXPECT_EQ(names(), "");
}

TEST_F(ImportingPinned, TakesItsNamesBack)
{
    world.copies.fail("write blog_cache", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});
    EXPECT_EQ(run().error->key, "disk_full");
    EXPECT_EQ(names(), "");
}

} // namespace
} // namespace furtka::test
