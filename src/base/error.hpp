// base/error.hpp — what went wrong, for programs (kind, key) and for people (message, hint).
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace furtka {

/// How a failure is handled by callers; `api/problem.hpp` maps each kind to one HTTP status, `cli/exit_code.hpp` to one exit
/// code.
enum class ErrorKind {
    invalid, ///< the caller's input is wrong
    not_found, ///< the thing named does not exist
    conflict, ///< the state of the world forbids it: busy, already there, needed by others
    broken, ///< files of an app on this server cannot be used as they are
    denied, ///< the caller may not do this
    too_large, ///< over a size or count limit
    unavailable, ///< the engine, compose or a disk cannot be used at all
    upstream, ///< the engine, compose or a registry answered with an error
    timeout, ///< a time limit ran out
    cancelled, ///< the owner cancelled it, or the daemon is stopping
    no_space, ///< the disk is full
    internal, ///< a bug
};

/// A failure a caller can act on.
struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string key; ///< stable, snake_case, for programs: `app_busy`
    std::string message; ///< what was wanted and what was found, one sentence
    std::string hint; ///< the next step, for people; may be empty
    std::vector<std::pair<std::string, std::string>>
        details; ///< further members for programs: {"job", "17"}, {"setting", "PORT"}

    bool operator==(const Error&) const = default;
};

} // namespace furtka
