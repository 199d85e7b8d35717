// async/process.hpp — one child process: started without a shell, read, limited and always reaped.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct ProcessSpec {
    std::filesystem::path program; ///< absolute path
    std::vector<std::string> arguments; ///< without the program's own name
    std::map<std::string, std::string> environment; ///< the whole of it: nothing is inherited
    std::filesystem::path folder; ///< working folder
    std::string input; ///< standard input, at most 4 KiB: what a pipe takes without a reader
    std::chrono::milliseconds limit{30'000};
    std::chrono::milliseconds grace{5'000}; ///< between TERM and KILL
    std::size_t most_output = 4UL << 20; ///< bytes of standard output; of standard error the last so many are kept
    /// Takes each line of either stream as it comes, without its line end, made valid UTF-8, at most 16 KiB.
    std::function<void(std::string_view line)> on_line;
};

struct ProcessEnd {
    int exit_code = 0; ///< 128 + signal when a signal ended it
    std::string output;
    std::string errors;
};

/// Runs a program to its end: own process group, no descriptor inherited. Whatever the end, the
/// child is reaped and the rest of its group has been sent KILL when the task is over. unavailable `process_start` (the
/// system's own words) | timeout `time_limit` and cancelled `cancelled` (TERM to the group, KILL after the grace) |
/// too_large `output_limit` (standard output above `most_output`; the group is ended). A non-zero exit code is a ProcessEnd,
/// not an error.
Task<Result<ProcessEnd>> run_process(ProcessSpec spec);

} // namespace furtka
