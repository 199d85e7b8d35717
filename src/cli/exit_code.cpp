#include "cli/exit_code.hpp"

#include <utility>

namespace furtka::cli {

int exit_code(const Error& error)
{
    if (error.key == "usage") return exit_usage;
    switch (error.kind) {
    case ErrorKind::invalid:
    case ErrorKind::broken:
    case ErrorKind::too_large: return 3;
    case ErrorKind::not_found: return 4;
    case ErrorKind::conflict: return 5;
    case ErrorKind::denied: return 6;
    case ErrorKind::unavailable:
    case ErrorKind::timeout: return 7;
    case ErrorKind::no_space: return 8;
    case ErrorKind::cancelled: return exit_cancelled;
    case ErrorKind::upstream:
    case ErrorKind::internal: return exit_failed;
    }
    std::unreachable();
}

} // namespace furtka::cli
