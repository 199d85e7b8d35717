#include "cli/error_kind.hpp"

namespace furtka::cli {

ErrorKind kind_of(int status, std::string_view key)
{
    switch (status) {
    case 401:
    case 403: return ErrorKind::denied;
    case 404: return ErrorKind::not_found;
    case 408:
    case 504: return ErrorKind::timeout;
    case 409: return key == "cancelled" ? ErrorKind::cancelled : ErrorKind::conflict;
    case 413: return ErrorKind::too_large;
    case 422: return ErrorKind::broken;
    case 429: return ErrorKind::unavailable;
    case 502: return ErrorKind::upstream;
    case 503: return ErrorKind::unavailable;
    case 507: return ErrorKind::no_space;
    default: return status >= 400 && status < 500 ? ErrorKind::invalid : ErrorKind::internal;
    }
}

} // namespace furtka::cli
