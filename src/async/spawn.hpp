// async/spawn.hpp — starting a child with pipes for its output and a pidfd for its end.
#pragma once

#include "base/owned_fd.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace furtka {

struct Child {
    pid_t pid = -1; ///< also its process group
    OwnedFd pidfd; ///< readable once the child has ended
    OwnedFd output; ///< non-blocking read ends
    OwnedFd errors;
};

/// Starts a program in a process group of its own, with default signal handling, `input` (at most 4 KiB) as its standard
/// input and no other descriptor. unavailable `process_start`.
Result<Child> spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
    const std::map<std::string, std::string>& environment, const std::filesystem::path& folder, std::string_view input = {});

} // namespace furtka
