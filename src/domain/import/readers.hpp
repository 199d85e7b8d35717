// domain/import/readers.hpp — one reader for each foreign format. They read texts and nothing else: no script, no template
// engine, no engine.
#pragma once

#include "domain/import/definition.hpp"

#include <array>
#include <string>
#include <string_view>

namespace furtka::imports {

/// Where a definition stands: its name as the folder or file tells it, its path inside the store, and its files.
struct Found {
    std::string id;
    std::string path; ///< of the folder, or of the one file
    std::string file; ///< the compose file among `files`
    Files files;
};

/// Files beside a compose file that hold the values of its variables; the earlier counts more.
inline constexpr std::array<std::string_view, 7> env_samples{
    ".env", ".env.example", "example.env", ".env.sample", "env.example", ".env.template", "sample.env"};

/// Every reader: invalid `import_unreadable` with the reason, or an error of the text's own format.
Result<Definition> read_casaos(const Found& found);
Result<Definition> read_runtipi(const Found& found);
Result<Definition> read_dokploy(const Found& found);
Result<Definition> read_coolify(const Found& found);
Result<Definition> read_compose(const Found& found);
/// `docker run` or `docker create` with its options, over several lines if they end with a backslash.
Result<Definition> read_run(std::string_view command);
/// One entry of `templates`. `stack` is the compose file it names, empty when it is not in the store.
Result<Definition> read_portainer(const Node& entry, std::string_view stack);

/// What a compose file says, for those formats that have one.
Result<void> take_compose(Definition& definition, const Found& found);

} // namespace furtka::imports
