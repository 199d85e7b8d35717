// A running job on the screen: progress, Ctrl-C, a daemon that goes away.
#include "cli/follow_job.hpp"
#include "commands_fixture.hpp"

namespace furtka::cli {
namespace {

using Following = Commands;

constexpr auto queued = R"({"id": 7, "state": "queued", "stages": []})";
constexpr auto pulling = R"({"id": 7, "kind": "update", "app": "garden", "state": "running",
  "stages": [{"name": "pull", "text": "Downloading images", "state": "running"}, {"name": "up", "text": "Starting", "state": "queued"}],
  "progress": {"bytes_done": 12000000, "bytes_total": 27000000}})";
constexpr auto starting = R"({"id": 7, "state": "running",
  "stages": [{"name": "pull", "text": "Downloading images", "state": "done"}, {"name": "up", "text": "Starting", "state": "running"}],
  "progress": {"bytes_done": 27000000, "bytes_total": 27000000}})";
constexpr auto ended = R"({"id": 7, "kind": "update", "app": "garden", "state": "done", "result": {},
  "stages": [{"name": "pull", "text": "Downloading images", "state": "done"}, {"name": "up", "text": "Starting", "state": "done"}]})";
constexpr auto cancelled = R"({"id": 7, "kind": "update", "app": "garden", "state": "cancelled", "stages": []})";

TEST(ProgressLine, FitsTheTerminalAndTellsTheMostUsefulFirst)
{
    const ProgressFacts facts{
        .text = "Downloading images", .bytes_done = 12'000'000, .bytes_total = 27'000'000, .bytes_per_second = 3'100'000};

    EXPECT_EQ(progress_line(facts, 100),
        "Downloading images [============>                 ]  44 %  12 MB of 27 MB  3.1 MB/s  5 s left");
    EXPECT_EQ(progress_line(facts, 72), "Downloading images [===>     ]  44 %  12 MB of 27 MB  3.1 MB/s  5 s left");
    EXPECT_EQ(progress_line(facts, 60), "Downloading images [==>    ]  44 %  12 MB of 27 MB  3.1 MB/s");
    EXPECT_EQ(progress_line(facts, 40), "Downloading images [====>        ]  44 %");
    EXPECT_EQ(progress_line(facts, 26), "Downloading images   44 %");
    EXPECT_EQ(progress_line(facts, 10), "Downloadi…");
    for (std::size_t width = 1; width < 120; ++width) {
        const auto line = progress_line(facts, width);
        EXPECT_LE(line.find("…") == line.npos ? line.size() : line.size() - 2, width);
    }
}

TEST(ProgressLine, WithoutASizeThereIsNoBar)
{
    EXPECT_EQ(progress_line({.text = "Starting"}, 80), "Starting …");
    EXPECT_EQ(progress_line({.text = "Downloading", .bytes_done = 1500}, 80), "Downloading …  1.5 kB");
    EXPECT_EQ(
        progress_line({.text = "Pull", .bytes_done = 9, .bytes_total = 3}, 40), "Pull [===============] 100 %  9 B of 3 B");
}

TEST_F(Following, WithoutATerminalEachStageIsOneLine)
{
    accepts("POST /api/apps/garden/update", {queued, pulling, pulling, starting, ended});

    EXPECT_EQ(furtka("app update garden"), 0);

    EXPECT_EQ(console.err_text, "Downloading images\nStarting\n");
}

TEST_F(Following, OnATerminalALineIsRewrittenAndStagesStayWhenTheyAreOver)
{
    console.on_terminal();
    console.look.width = 60;
    accepts("POST /api/apps/garden/update", {queued, pulling, starting, ended});

    EXPECT_EQ(furtka("app update garden"), 0);

    EXPECT_EQ(console.err_text,
        "\r\x1b[KWaiting for its turn …"
        "\r\x1b[KDownloading images [======>         ]  44 %  12 MB of 27 MB"
        "\r\x1b[KDownloading images\n"
        "\r\x1b[KStarting …"
        "\r\x1b[KStarting\n");
}

TEST_F(Following, AQuickJobIsNotWaitedForLongerThanItTakes)
{
    accepts("POST /api/apps/garden/update", {queued, ended});

    furtka("app update garden");

    EXPECT_EQ(console.pauses, 1);
    EXPECT_EQ(console.time.time_since_epoch(), std::chrono::milliseconds(5));
}

TEST_F(Following, CtrlCAsksAndCancels)
{
    console.on_terminal();
    console.look.moves = false;
    console.answers = {"y"};
    console.on_pause = [&](int pause) { console.interrupt_count = pause == 1 ? 1 : console.interrupt_count; };
    accepts("POST /api/apps/garden/update", {pulling, cancelled});
    daemon.says("DELETE /api/jobs/7", pulling, 202);

    EXPECT_EQ(furtka("app update garden"), 130);

    EXPECT_EQ(console.err_text,
        "Downloading images\n\nCancel job 7? (Ctrl-C again leaves it running) [y/N] y\n"
        "furtka: the update of garden was cancelled\n");
    EXPECT_EQ(daemon.calls(), "POST /api/apps/garden/update {}; GET /api/jobs/7; DELETE /api/jobs/7; GET /api/jobs/7");
}

TEST_F(Following, CtrlCAndNoGoesOn)
{
    console.on_terminal();
    console.look.moves = false;
    console.answers = {"n"};
    console.on_pause = [&](int pause) { console.interrupt_count = pause == 1 ? 1 : console.interrupt_count; };
    accepts("POST /api/apps/garden/update", {pulling, ended});

    EXPECT_EQ(furtka("app update garden"), 0);
}

TEST_F(Following, ASecondCtrlCLeavesTheJobRunningAndSaysSo)
{
    console.on_terminal();
    console.look.moves = false;
    console.on_pause = [&](int) { console.interrupt_count = 1; };
    accepts("POST /api/apps/garden/update", {pulling});

    EXPECT_EQ(furtka("app update garden"), 130);

    EXPECT_EQ(console.err_text,
        "Downloading images\n\nCancel job 7? (Ctrl-C again leaves it running) [y/N] (end)\n"
        "Job 7 goes on. Watch it with: furtka jobs 7 --follow\n");
    EXPECT_EQ(daemon.calls(), "POST /api/apps/garden/update {}; GET /api/jobs/7");
}

TEST_F(Following, CtrlCWhereNobodyCanBeAskedLeavesTheJobRunning)
{
    console.on_pause = [&](int) { console.interrupt_count = 1; };
    accepts("POST /api/apps/garden/update", {pulling});

    EXPECT_EQ(furtka("app update garden"), 130);

    EXPECT_EQ(console.err_text, "Downloading images\nJob 7 goes on. Watch it with: furtka jobs 7 --follow\n");
}

TEST_F(Following, ADaemonThatStaysAwayIsGivenUpAfterTenSeconds)
{
    console.on_pause = [&](int pause) {
        if (pause == 1) daemon.end();
    };
    accepts("POST /api/apps/garden/update", {pulling});

    EXPECT_EQ(furtka("app update garden"), 7);

    EXPECT_EQ(console.err_text,
        "Downloading images\nfurtka: the Furtka daemon does not answer on " + daemon.socket()
            + "; job 7 was still running\n"
              "hint: start it with: sudo systemctl start furtka (or in another terminal: furtka serve); "
              "then see what became of it with: furtka jobs 7\n");
    EXPECT_EQ(console.pauses, 51);
}

TEST_F(Following, AJobIsFollowedByItsNumber)
{
    for (const auto* job : {pulling, ended}) daemon.says("GET /api/jobs/7", job);

    EXPECT_EQ(furtka("jobs 7 --follow"), 0);

    EXPECT_EQ(console.out_text, "The update of garden is done.\n");
}

TEST_F(Following, AnAnswerWithoutAJobIsToldAsADifferenceOfVersions)
{
    daemon.says("POST /api/apps/garden/update", R"({"updated": false})");

    EXPECT_EQ(furtka("app update garden"), 1);

    EXPECT_EQ(console.err_text,
        "furtka: the daemon's answer names no job\n"
        "hint: furtka and its daemon may be of different versions: furtka version\n");
}

} // namespace
} // namespace furtka::cli
