// domain/import/mounts.hpp — one entry of a service's `volumes`, and what its source is.
#pragma once

#include "domain/import/definition.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::imports {

struct Mount {
    std::string type; ///< `volume`, `bind`, `tmpfs`, …
    std::string source; ///< empty: an anonymous volume
    std::string target;
    std::vector<std::string> modes; ///< `ro`, `z`, `rshared`
    Node rest; ///< further members of the long form
};

/// `source:target:mode` or the long form. A colon inside of `${DIR:-./x}` does not part. None: it is neither.
std::optional<Mount> read_mount(const Node& entry);

/// What a source is.
struct Source {
    enum class Kind {
        volume, ///< `path` is its name
        app, ///< below the store's folder of the app: `path` inside of it, or empty
        shared, ///< a folder of the owner's: `path` is where the store has it
        asked, ///< `path` is the variable that names it
        host, ///< a path of the system's that the app needs as it is
    } kind = Kind::volume;
    std::string path;
};
Source source_of(const Mount& mount, const Definition& definition, std::string_view app);

/// Looks like a file and not like a folder: `nginx.conf`, `Caddyfile`.
bool looks_like_file(std::string_view source, std::string_view target);

/// A folder of CasaOS itself, which an app works on that changes the system's own page.
bool is_of_platform(std::string_view path);

/// A volume's short name of a path: `data/postgres` becomes `data-postgres`.
std::string short_name_of(std::string_view path);

} // namespace furtka::imports
