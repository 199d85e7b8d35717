// adapters/compose/inputs.hpp — everything that decides what `compose config` says of a project, as one fingerprint.
//
// The rule: the answer depends on the Compose program, the variables it inherits, the project's name and folder, its compose
// files and `.env`. A compose file can also name others: with `env_file`, `label_file`, `include` and `extends`. Files that
// `env_file` names in plain words (`env_file: ./db.env`, or one `- db.env` a line below it) are hashed too. Anything else of
// the kind (a `$` in the path, the long form, any `include`, `extends` or `label_file`) has no fingerprint: Compose is asked
// every time. Files of `configs` and `secrets` change neither the model nor the hashes (seen with Compose 2.26 and 2.40).
#pragma once

#include "adapters/compose/program.hpp"
#include "ports/compose.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// The project's files, with what Compose itself would read after the first: `compose.override.yaml` (or `.yml`, or
/// `docker-compose.override.y(a)ml`) of the app's folder, if there is one.
std::vector<std::string> files_of(const ComposeProject& project);

struct ResolveInputs {
    std::vector<std::string> compose_texts; ///< of the project's files, those that can be read
    std::optional<std::string> fingerprint; ///< none: not everything that decides is known, nothing may be cached
};

/// Reads the files. `program` is the identity of the Compose program.
ResolveInputs read_inputs(const ComposeProject& project, const Environment& environment, std::string_view program);

/// The text of a regular file of at most 4 MiB.
std::optional<std::string> read_input(const std::filesystem::path& path);

/// Files a compose file's `env_file` names. None: it names other files in a way that is not understood here.
std::optional<std::vector<std::string>> named_env_files(std::string_view compose_text);

} // namespace furtka
