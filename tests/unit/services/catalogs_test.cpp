#include "async/timeout.hpp"
#include "services/catalogs.hpp"
#include "support/fake_catalogs.hpp"
#include "support/fake_world.hpp"

#include <gtest/gtest.h>

namespace furtka::test {
namespace {

constexpr auto some_key = "RWQKiVTsfvanac/FEdYforZqEdTowd/CuZrgps3lEc+o9xns0r2GxV3F";
const std::string hash_a(64, 'a');

std::string signature(std::int64_t time)
{
    return "untrusted comment: x\n"
           "RUQKiVTsfvanaXEEqfSfr7FPHXLIWfn8f/5wpvRl02n4+pBtq5Lk0fYaMfDjfBZGLnShK9iSfEj3ePUJitNKw44BacDb5EX1kgU=\n"
           "trusted comment: timestamp:"
        + std::to_string(time)
        + "\nTGauagPBnRMBq1tSaLxKH/rTp5I2s8oPQRfDrRmSmUS7uDsiGPYSIPzCA/TOnMzoDdzXEBqklX9ShwK6KnPTDw==\n";
}

CatalogSource folder(const std::string& name) { return {.name = name, .location = "/srv/" + name}; }
CatalogSource git(const std::string& name)
{
    return {.name = name, .kind = CatalogKind::git, .location = "https://example.org/a", .ref = "main"};
}
CatalogSource pinned(const std::string& name)
{
    return {.name = name, .kind = CatalogKind::archive, .location = "https://example.org/a.zip", .sha256 = hash_a};
}
CatalogSource signed_one(const std::string& name)
{
    return {.name = name, .kind = CatalogKind::archive, .location = "https://example.org/a.zip", .key = some_key};
}

class KeepingCatalogs : public testing::Test {
protected:
    Catalogs& made(std::chrono::seconds interval = std::chrono::hours(24))
    {
        catalogs.emplace(world.executor(), CatalogPorts{list, trees, downloads, proofs, remote}, world.sources, *world.jobs,
            world.host, interval);
        world.run(catalogs->load());
        return *catalogs;
    }
    std::string added(const CatalogSource& source, std::optional<std::size_t> position = std::nullopt)
    {
        const auto done = world.run(catalogs->add(source, position));
        return done ? "good" : done.error().key;
    }
    /// `done r1`, or the key of the failure.
    std::string synced(const std::string& name)
    {
        const auto id = catalogs->begin_sync(name);
        if (!id) return id.error().key;
        const auto job = world.run(world.jobs->wait(*id));
        if (job->error) return job->error->key;
        return trees.in_place.contains(name) ? trees.in_place[name].revision : "nothing";
    }
    std::string stages(JobId id) const
    {
        std::string text;
        for (const auto& stage : world.jobs->find(id)->stages) text += (text.empty() ? "" : " ") + stage.name;
        return text;
    }
    void publishes(std::int64_t signed_at, const std::string& hash)
    {
        downloads.texts = {
            {"https://example.org/a.zip", "content"}, {"https://example.org/a.zip.minisig", signature(signed_at)}};
        proofs.hash = hash;
    }

    FakeWorld world;
    FakeCatalogList list;
    FakeCatalogTrees trees;
    FakeDownloads downloads;
    FakeFileProofs proofs;
    FakeGitRemote remote;
    std::optional<Catalogs> catalogs;
};

TEST_F(KeepingCatalogs, AreKeptInTheOwnersOrder)
{
    made();
    EXPECT_EQ(added(folder("a")), "good");
    EXPECT_EQ(added(folder("b")), "good");
    EXPECT_EQ(added(folder("c"), 0), "good");
    EXPECT_EQ(added(folder("a")), "catalog_exists");
    EXPECT_EQ(world.sources.order, (std::vector<std::string>{"c", "a", "b"}));

    EXPECT_TRUE(world.run(catalogs->reorder({"b", "c", "a"})));
    EXPECT_EQ(world.run(catalogs->reorder({"b", "c"})).error().key, "catalog_order");
    EXPECT_EQ(world.run(catalogs->reorder({"b", "c", "c"})).error().key, "catalog_order");
    EXPECT_EQ(world.run(catalogs->reorder({"b", "c", "x"})).error().key, "catalog_unknown");
    EXPECT_TRUE(world.run(catalogs->remove("c")));
    EXPECT_EQ(world.sources.order, (std::vector<std::string>{"b", "a"}));

    made();
    EXPECT_EQ(world.sources.order, (std::vector<std::string>{"b", "a"})) << "after a restart too";
}

TEST_F(KeepingCatalogs, AListThatCannotBeReadIsNotWrittenOver)
{
    list.fail("read", {.kind = ErrorKind::broken, .key = "catalogs_file", .message = "no json"});
    made();
    EXPECT_EQ(added(folder("a")), "catalogs_file");
    EXPECT_TRUE(list.sources.empty());
}

TEST_F(KeepingCatalogs, NothingIsSoThatCouldNotBeWritten)
{
    made();
    list.fail("write", {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});
    EXPECT_EQ(added(folder("a")), "disk_full");
    EXPECT_TRUE(catalogs->list().empty());
}

TEST_F(KeepingCatalogs, AFolderIsCopiedAndOnlyPutInPlaceWhenItChanged)
{
    made();
    added(folder("a"));
    EXPECT_EQ(synced("a"), "sha256:content");
    EXPECT_EQ(trees.calls(), "copy a /srv/a; put a sha256:content; give up a");
    EXPECT_EQ(stages(1), "fetch examine place");
    trees.forget_calls();
    EXPECT_EQ(synced("a"), "sha256:content");
    EXPECT_EQ(trees.calls(), "copy a /srv/a; give up a");
}

TEST_F(KeepingCatalogs, ARepositoryIsOnlyFetchedWhenItMovedOn)
{
    made();
    added(git("a"));
    EXPECT_EQ(synced("a"), "c1");
    EXPECT_EQ(synced("a"), "c1");
    EXPECT_EQ(remote.calls(), "archive https://example.org/a main");
    remote.commit = "c2";
    EXPECT_EQ(synced("a"), "c2");
}

TEST_F(KeepingCatalogs, APinnedArchiveIsTakenOnceAndNoOtherIs)
{
    made();
    added(pinned("a"));
    downloads.texts["https://example.org/a.zip"] = "content";
    EXPECT_EQ(synced("a"), "sha256:" + hash_a);
    downloads.forget_calls();
    EXPECT_EQ(synced("a"), "sha256:" + hash_a);
    EXPECT_EQ(downloads.calls(), "") << "a pinned file cannot have changed";

    auto other = pinned("a");
    other.sha256 = std::string(64, 'b');
    EXPECT_TRUE(world.run(catalogs->change(other)));
    EXPECT_EQ(synced("a"), "sha256_wrong");
    EXPECT_EQ(trees.in_place["a"].revision, "sha256:" + hash_a);
    EXPECT_EQ(catalogs->find("a")->status.failed->key, "sha256_wrong");
    EXPECT_EQ(list.statuses["a"].failed->key, "sha256_wrong");
}

TEST_F(KeepingCatalogs, ASignedArchiveIsProvenBeforeItIsUnpacked)
{
    made();
    added(signed_one("a"));
    publishes(1000, hash_a);
    proofs.fail("verify", {.kind = ErrorKind::denied, .key = "signature_bad", .message = "no"});
    EXPECT_EQ(synced("a"), "signature_bad");
    EXPECT_EQ(trees.calls(), "give up a");
    EXPECT_EQ(synced("a"), "sha256:" + hash_a);
    EXPECT_EQ(trees.in_place["a"].signed_at, 1000);
    downloads.forget_calls();
    EXPECT_EQ(synced("a"), "sha256:" + hash_a);
    EXPECT_EQ(downloads.calls(), "fetch https://example.org/a.zip.minisig") << "the same signature is of the same file";
}

TEST_F(KeepingCatalogs, ASignedCatalogTakesNothingUnsignedAndNothingOlder)
{
    made();
    added(signed_one("a"));
    publishes(1000, hash_a);
    EXPECT_EQ(synced("a"), "sha256:" + hash_a);

    publishes(999, std::string(64, 'b'));
    EXPECT_EQ(synced("a"), "catalog_older");
    downloads.texts.erase("https://example.org/a.zip.minisig");
    EXPECT_EQ(synced("a"), "signature_missing");
    publishes(1001, std::string(64, 'c'));
    trees.content.serial = 4;
    EXPECT_EQ(synced("a"), "sha256:" + std::string(64, 'c'));
    publishes(1002, std::string(64, 'd'));
    trees.content.serial = 3;
    EXPECT_EQ(synced("a"), "catalog_older");
    EXPECT_EQ(trees.in_place["a"].revision, "sha256:" + std::string(64, 'c'));
}

TEST_F(KeepingCatalogs, WhatNoKeyVouchedForIsProvenOnceThereIsOne)
{
    made();
    added(pinned("a"));
    publishes(1000, hash_a);
    EXPECT_EQ(synced("a"), "sha256:" + hash_a);
    auto both = pinned("a");
    both.key = some_key;
    EXPECT_TRUE(world.run(catalogs->change(both)));
    proofs.fail("verify", {.kind = ErrorKind::denied, .key = "signature_key", .message = "no"});
    EXPECT_EQ(synced("a"), "signature_key") << "that it is in place already is no proof";
    EXPECT_EQ(synced("a"), "sha256:" + hash_a);
    EXPECT_EQ(trees.in_place["a"].key, some_key);
}

TEST_F(KeepingCatalogs, AnyFailureLeavesTheRevisionThatWasThere)
{
    made();
    added(git("a"));
    EXPECT_EQ(synced("a"), "c1");
    remote.commit = "c2";
    for (const auto* step : {"unpack", "examine", "put", "begin"}) {
        trees.fail(step, {.kind = ErrorKind::no_space, .key = "disk_full", .message = "full"});
        EXPECT_EQ(synced("a"), "disk_full") << step;
        EXPECT_EQ(trees.in_place["a"].revision, "c1");
    }
    remote.fail("archive", {.kind = ErrorKind::unavailable, .key = "catalog_unreachable", .message = "away"});
    EXPECT_EQ(synced("a"), "catalog_unreachable");
    EXPECT_EQ(synced("a"), "c2");
    EXPECT_FALSE(catalogs->find("a")->status.failed);
}

TEST_F(KeepingCatalogs, OneThatIsBeingSyncedIsNotTakenAway)
{
    made();
    added(folder("a"));
    trees.hold("copy");
    const auto job = catalogs->begin_sync("a");
    world.settle();
    EXPECT_EQ(catalogs->begin_sync("a").error().key, "app_busy");
    EXPECT_EQ(world.run(catalogs->remove("a")).error().key, "app_busy");
    EXPECT_EQ(world.run(catalogs->change(folder("a"))).error().key, "app_busy");
    EXPECT_TRUE(world.jobs->cancel(*job));
    EXPECT_EQ(world.run(world.jobs->wait(*job))->state, JobState::cancelled);
    EXPECT_NE(trees.calls().find("give up a"), std::string::npos) << "nothing is left to the side";
    EXPECT_FALSE(catalogs->find("a")->status.failed) << "to cancel is no failure";
    EXPECT_TRUE(world.run(catalogs->remove("a")));
}

TEST_F(KeepingCatalogs, PlansTheNextSyncWithinATenthOfTheInterval)
{
    made(std::chrono::hours(10));
    added(folder("a"));
    synced("a");
    const auto wait = *catalogs->find("a")->next_at - world.host.clock;
    EXPECT_GE(wait, std::chrono::hours(10));
    EXPECT_LT(wait, std::chrono::hours(11));
    made(std::chrono::seconds(0));
    EXPECT_FALSE(catalogs->find("a")->next_at) << "never by itself";
}

} // namespace
} // namespace furtka::test
