#include "cli/follow_job.hpp"

#include "cli/json_read.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_pause = 200ms;
constexpr auto shortest_pause = 5ms; ///< a job that changes nothing is over in a few milliseconds
constexpr int most_tries = 50; ///< of `longest_pause` each, while the daemon is away

class Follower {
public:
    Follower(Daemon& daemon, Console& console, std::int64_t id, Shown shown)
        : daemon_(daemon), console_(console), id_(id), progress_(console, shown), heeded_(console.interrupts())
    {
    }

    Result<JobView> run()
    {
        console_.count_interrupts();
        for (auto pause = shortest_pause;; pause = std::min(pause * 2, longest_pause)) {
            auto job = look();
            if (!job) return job;
            if (job->ended()) return finish(*std::move(job));
            console_.pause(pause);
            CHECK(heed_interrupts());
        }
    }

private:
    Result<JobView> look()
    {
        for (int tries = 0;; ++tries) {
            const auto answer = daemon_.get(fmt::format("/api/jobs/{}", id_));
            if (answer) {
                TRY(const auto value, parse_object(*answer));
                auto job = read_job(value);
                progress_.show(job);
                return job;
            }
            if (answer.error().key != daemon_away || tries >= most_tries) return lost(answer.error());
            console_.pause(longest_pause);
            CHECK(heed_interrupts());
        }
    }

    std::unexpected<Error> lost(Error error)
    {
        progress_.clear();
        if (error.key == daemon_away) {
            error.message += fmt::format("; job {} was still running", id_);
            error.hint += fmt::format("; then see what became of it with: furtka jobs {}", id_);
        }
        return fail(std::move(error));
    }

    Result<JobView> finish(JobView job)
    {
        progress_.clear();
        if (job.state == "done") return job;
        auto error = job.error.value_or(Error{.kind = ErrorKind::upstream, .key = job.state});
        if (job.state == "cancelled") error.kind = ErrorKind::cancelled;
        if (error.message.empty()) error.message = fmt::format("the {} was {}", job_title(job), job.state);
        return fail(std::move(error));
    }

    Result<void> heed_interrupts()
    {
        if (console_.interrupts() == heeded_) return {};
        const bool ask = !asked_ && can_ask(console_);
        asked_ = true;
        heeded_ = console_.interrupts();
        progress_.clear();
        if (!ask) return leave();
        const auto answer =
            console_.ask(fmt::format("\nCancel job {}? (Ctrl-C again leaves it running) [y/N] ", id_), Echo::yes);
        if (!answer) return leave();
        heeded_ = console_.interrupts();
        if (*answer != "y" && *answer != "Y" && *answer != "yes") return {};
        // It may have ended meanwhile, or be past the point of return: its end tells.
        const auto cancelled = daemon_.remove(fmt::format("/api/jobs/{}", id_));
        if (!cancelled) console_.err(fmt::format("job {} was not cancelled: {}\n", id_, cancelled.error().message));
        return {};
    }

    Result<void> leave()
    {
        console_.err(fmt::format("Job {} goes on. Watch it with: furtka jobs {} --follow\n", id_, id_));
        return fail({.kind = ErrorKind::cancelled, .key = "job_left", .message = "", .hint = ""});
    }

    Daemon& daemon_;
    Console& console_;
    std::int64_t id_;
    Progress progress_;
    int heeded_;
    bool asked_ = false;
};

} // namespace

Result<JobView> follow_job(Daemon& daemon, Console& console, std::int64_t id, Shown shown)
{
    return Follower(daemon, console, id, shown).run();
}

Result<JobView> follow_answer(Daemon& daemon, Console& console, std::string_view answer, Shown shown)
{
    TRY(const auto value, parse_object(answer));
    const auto id = number_of(member(value, "job"), "id");
    if (id <= 0) {
        return fail({.kind = ErrorKind::upstream,
            .key = "daemon_answer",
            .message = "the daemon's answer names no job",
            .hint = "furtka and its daemon may be of different versions: furtka version"});
    }
    return follow_job(daemon, console, id, shown);
}

} // namespace furtka::cli
