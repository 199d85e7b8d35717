#include "domain/log_clues.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <ranges>

namespace furtka {
namespace {

struct Known {
    std::string_view words; ///< in lower case
    std::string_view key;
    std::string_view sentence;
    ClueMends mends = ClueMends::nothing;
};

// The words are those of the C library, of PostgreSQL, MariaDB, Node.js, Go and Java. The first that is in a line counts.
constexpr std::array known{
    Known{"no space left on device", "disk_full", "could not write: the disk is full", ClueMends::disk},
    Known{"disk quota exceeded", "disk_full", "could not write: its share of the disk is used up", ClueMends::disk},
    Known{"read-only file system", "disk_read_only", "could not write: its disk can only be read"},
    Known{"address already in use", "port_taken_inside",
        "could not listen: another program in the same network already has its port", ClueMends::settings},
    Known{"eaddrinuse", "port_taken_inside", "could not listen: another program in the same network already has its port",
        ClueMends::settings},
    Known{"exec format error", "wrong_architecture", "was built for another kind of processor than this server has"},
    Known{"password authentication failed", "database_login",
        "was refused by its database: the password is not the one the database was made with", ClueMends::settings},
    Known{"access denied for user", "database_login",
        "was refused by its database: the password is not the one the database was made with", ClueMends::settings},
    Known{"database files are incompatible", "database_version",
        "has a newer database program than its data was written with; the data must be moved over first"},
    Known{"heap out of memory", "out_of_memory", "used up the memory it may have"},
    Known{"outofmemoryerror", "out_of_memory", "used up the memory it may have"},
    Known{"cannot allocate memory", "out_of_memory", "could not get the memory it needs"},
    Known{"certificate has expired", "certificate", "met a certificate that has expired"},
    Known{"temporary failure in name resolution", "name_unknown", "could not find another computer by its name"},
    Known{"could not translate host name", "name_unknown", "could not find another computer by its name"},
    Known{"getaddrinfo enotfound", "name_unknown", "could not find another computer by its name"},
    Known{"no such host", "name_unknown", "could not find another computer by its name"},
    Known{"connection refused", "connection_refused", "could not reach something it needs, such as its database"},
    Known{"econnrefused", "connection_refused", "could not reach something it needs, such as its database"},
    Known{"operation not permitted", "permission", "was not allowed to do something it needs"},
    Known{
        "permission denied", "permission", "may not use one of its files or folders: their owner on this server is another"},
    Known{"eacces", "permission", "may not use one of its files or folders: their owner on this server is another"},
};

} // namespace

std::optional<LogClue> clue_in(const std::vector<std::string>& log)
{
    for (const auto& line : std::views::reverse(log)) {
        const auto text = lowered(line);
        const auto* found = std::ranges::find_if(known, [&](const Known& k) { return text.contains(k.words); });
        if (found == known.end()) continue;
        return LogClue{.key = found->key, .sentence = found->sentence, .mends = found->mends, .line = line};
    }
    return std::nullopt;
}

} // namespace furtka
