// ports/compose.hpp — Docker Compose v2 as Furtka uses it: what changes an app's containers, and the resolved model.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/compose_model.hpp"
#include "domain/names.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// Project = app name; working folder = the app's folder, whose `.env` Compose honours. Ports that are moved there
/// (domain/port_moves.hpp) are so in every model, and for `up`; so are images that others stand for
/// (domain/stand_in.hpp), which `ServiceModel::image` still tells as written.
struct ComposeProject {
    AppName app;
    std::filesystem::path folder;
    std::vector<std::string> files; ///< relative to the folder, the app's own first, then Furtka's overrides
};

/// Takes a line of Compose's progress output.
using OutputSink = std::function<void(std::string_view line)>;

struct ComposeVersion {
    std::string text; ///< `2.26.1`
};

/// Services and hashes of one state of the files.
struct ResolvedProject {
    ComposeModel model;
    std::map<std::string, std::string> hashes; ///< `config --hash '*'`
};

/// What Compose says of files that are about to be used.
struct ComposeCheck {
    ComposeModel model;
    std::vector<std::string> warnings; ///< each once: a variable without a value is one
};

struct UpOptions {
    bool remove_orphans = false;
    bool force_recreate = false;
    bool never_pull = false; ///< also where the compose file says `pull_policy: always`: the images were chosen already
    std::vector<std::string> services; ///< empty: all; otherwise these only, with `--no-deps`
    std::chrono::milliseconds limit{15 * 60 * 1000};
};

/// Failures of the program: upstream `compose_failed`; the message has the verb, the exit code and its stderr (stdout if
/// that is empty). broken `compose_invalid`: Compose refuses the file, with its own words. unavailable `compose_missing` (no
/// program found), `compose_too_old` (before 2.20). conflict `port_in_use` (which port), upstream `address_pools_full`,
/// `name_conflict`. timeout, cancelled (the process group is ended: TERM, then KILL).
class Compose {
public:
    virtual ~Compose() = default;

    virtual Task<Result<ComposeVersion>> version() = 0;

    /// What Compose makes of the files. Cached by the content of compose file, overrides and `.env`: an unchanged app costs
    /// no process.
    virtual Task<Result<ResolvedProject>> resolve(ComposeProject project) = 0;

    /// The model that the files would have with this text as `.env`. Nothing is kept, and the text is in no argument.
    virtual Task<Result<ComposeModel>> preview(ComposeProject project, std::string env) = 0;

    /// The same, with what Compose warns of. Values of the files are in no warning.
    virtual Task<Result<ComposeCheck>> check(ComposeProject project, std::string env) = 0;

    /// `up --detach`. Exit 0 is no proof that the app runs: look afterwards.
    virtual Task<Result<void>> up(ComposeProject project, UpOptions options, OutputSink sink) = 0;

    /// `down`: containers and networks; never volumes. Works without the files too (by project name) when the folder is
    /// gone.
    virtual Task<Result<void>> down(ComposeProject project, OutputSink sink) = 0;

    virtual Task<Result<void>> stop(ComposeProject project, OutputSink sink) = 0;
    virtual Task<Result<void>> restart(ComposeProject project, OutputSink sink) = 0;

    /// `exec -T` in a running service; the standard output (at most 1 MiB). `environment` is passed by name, its values
    /// through the environment of the process and never as arguments. upstream `compose_failed` on a non-zero exit.
    virtual Task<Result<std::string>> exec(ComposeProject project, std::string service, std::vector<std::string> command,
        std::map<std::string, std::string> environment, std::chrono::milliseconds limit) = 0;
};

} // namespace furtka
