#include "adapters/disk/disk_installed_apps.hpp"
#include "adapters/disk/folder_watch.hpp"
#include "support/app_files.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <sys/resource.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;

class Watching : public ::testing::Test {
protected:
    Watching()
    {
        test::write_app(scratch, "apps/blog", "blog");
        boost::asio::co_spawn(io,
            watch_folders(scratch / "apps", [this](std::string_view name) { told += "[" + std::string(name) + "]"; }),
            boost::asio::bind_cancellation_slot(
                stop.slot(), [this](std::exception_ptr, Result<void> got) { end = std::move(got); }));
        EXPECT_EQ(heard(), "[]");
    }
    ~Watching() override
    {
        stop.emit(boost::asio::cancellation_type::terminal);
        io.restart();
        io.run_for(1s);
    }

    /// What is told once there is something to tell.
    std::string heard()
    {
        io.restart();
        for (int round = 0; round < 100 && told.empty() && !end; ++round) io.run_for(50ms);
        return silence();
    }
    /// What is told within a time in which nothing should be.
    std::string silence()
    {
        io.restart();
        io.run_for(120ms);
        return std::exchange(told, "");
    }

    test::Scratch scratch;
    boost::asio::io_context io{1};
    boost::asio::cancellation_signal stop;
    std::string told;
    std::optional<Result<void>> end;
};

TEST_F(Watching, TellsOnceOfSeveralChanges)
{
    scratch.write("apps/blog/.env", "A=1\n");
    scratch.write("apps/blog/.env", "A=2\n");
    scratch.write("apps/blog/manifest.json", "{}");

    EXPECT_EQ(heard(), "[blog]");
    EXPECT_EQ(silence(), "");
}

TEST_F(Watching, TellsOfNewRenamedAndRemovedFolders)
{
    test::write_app(scratch, "apps/wiki", "wiki");
    EXPECT_EQ(heard(), "[wiki]");
    scratch.write("apps/wiki/.env", "");
    EXPECT_EQ(heard(), "[wiki]");
    std::filesystem::rename(scratch / "apps/wiki", scratch / "apps/notes");
    EXPECT_EQ(heard(), "[notes][wiki]");
    scratch.write("apps/notes/.env", "x");
    EXPECT_EQ(heard(), "[notes]");
    std::filesystem::remove_all(scratch / "apps/notes");
    EXPECT_EQ(heard(), "[notes]");
}

TEST_F(Watching, TellsOfFurtkasOwnFiles)
{
    scratch.write("apps/blog/.furtka/state.json", "{}");
    EXPECT_EQ(heard(), "[blog]");
    scratch.write("apps/blog/.furtka/state.json", "{ }");
    EXPECT_EQ(heard(), "[blog]");
}

TEST_F(Watching, IsQuietAboutHiddenFoldersAndData)
{
    scratch.write("apps/.staging-x/manifest.json", "");
    EXPECT_EQ(silence(), "");
    scratch.write("apps/blog/data/db", "x");
    EXPECT_EQ(heard(), "[blog]");
    scratch.write("apps/blog/data/db", "y");
    EXPECT_EQ(silence(), "");
}

TEST_F(Watching, ForgetsAFolderThatWasHidden)
{
    std::filesystem::rename(scratch / "apps/blog", scratch / "apps/.trash-blog");
    EXPECT_EQ(heard(), "[blog]");
    scratch.write("apps/.trash-blog/.env", "x");
    EXPECT_EQ(silence(), "");
}

TEST_F(Watching, SurvivesARemovalAndAReturnOfTheSameName)
{
    for (int i = 0; i < 3; ++i) {
        std::filesystem::remove_all(scratch / "apps/blog");
        test::write_app(scratch, "apps/blog", "blog");
        EXPECT_EQ(heard(), "[blog]");
        scratch.write("apps/blog/.env", "x");
        EXPECT_EQ(heard(), "[blog]");
    }
}

TEST_F(Watching, EndsWithItsRoot)
{
    std::filesystem::remove_all(scratch / "apps");
    (void)heard();

    ASSERT_TRUE(end && !end->has_value());
    EXPECT_EQ(end->error().key, "apps_dir");
}

TEST_F(Watching, EndsWhenCancelled)
{
    stop.emit(boost::asio::cancellation_type::terminal);
    (void)heard();

    ASSERT_TRUE(end && !end->has_value());
    EXPECT_EQ(end->error().kind, ErrorKind::cancelled);
}

TEST_F(Watching, CostsNothingWhileNothingHappens)
{
    rusage before{};
    rusage after{};
    getrusage(RUSAGE_THREAD, &before);
    io.restart();
    const auto handlers = io.run_for(300ms);
    getrusage(RUSAGE_THREAD, &after);

    EXPECT_EQ(handlers, 0U);
    EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 3);
}

TEST_F(Watching, TellsAnythingWhenTheKernelLostTrack)
{
    // The queue holds max_queued_events (16,384 by default).
    for (int i = 0; i < 9'000; ++i) {
        scratch.write("apps/blog/a", "");
        std::filesystem::remove(scratch / "apps/blog/a");
    }
    test::write_app(scratch, "apps/late", "late");

    EXPECT_EQ(heard(), "[]");
    scratch.write("apps/late/.env", "");
    EXPECT_EQ(heard(), "[late]");
}

TEST_F(Watching, HearsWhatThePortDoes)
{
    WorkerPool workers(1);
    DiskInstalledApps apps(scratch / "apps", workers);
    test::write_app(scratch, "source", "wiki");
    const auto wiki = AppName::parse("wiki").value();
    const auto put = [&](std::string env) {
        return run(io, apps.put(wiki, {.source = scratch / "source", .env = std::move(env), .installed_from = "bundled"}));
    };

    ASSERT_TRUE(put("A=1\n"));
    EXPECT_EQ(heard(), "[wiki]");
    ASSERT_TRUE(put("A=2\n"));
    EXPECT_EQ(heard(), "[wiki]");
    ASSERT_TRUE(run(io, apps.restore_previous(wiki)));
    EXPECT_EQ(heard(), "[wiki]");
    ASSERT_TRUE(run(io, apps.write_intent(wiki, Intent::stop)));
    EXPECT_EQ(heard(), "[wiki]");
    ASSERT_TRUE(run(io, apps.remove(wiki)));
    EXPECT_EQ(heard(), "[wiki]");
}

} // namespace
} // namespace furtka
