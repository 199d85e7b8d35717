// cli/progress.hpp — a running job on the screen: a bar that is rewritten on a terminal, else one line for each stage.
#pragma once

#include "cli/console.hpp"
#include "cli/job_view.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace furtka::cli {

struct ProgressFacts {
    std::string text; ///< of the stage
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0; ///< 0: not known
    std::uint64_t bytes_per_second = 0; ///< 0: not known
};

/// `Downloading images [=====>    ]  45 %  12 of 27 MB  3.1 MB/s  5 s left`, at most `width` columns: what does not fit is
/// left out from the right, the bar shrinks first.
std::string progress_line(const ProgressFacts& facts, std::size_t width);

enum class Shown { yes, no };

class Progress {
public:
    Progress(Console& console, Shown shown);
    /// Call with each new picture of the job.
    void show(const JobView& job);
    /// Takes the bar away, for a question or the result.
    void clear();

private:
    void finish_stages(const JobView& job);
    std::uint64_t rate(const JobView& job);

    Console& console_;
    bool shown_;
    bool moves_;
    std::size_t width_;
    std::size_t stages_told_ = 0;
    bool bar_ = false;
    std::string stage_; ///< name of the stage the rate is of
    std::uint64_t first_bytes_ = 0;
    std::chrono::steady_clock::time_point first_time_;
};

} // namespace furtka::cli
