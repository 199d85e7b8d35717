// adapters/compose/compose_cli.hpp — the port Compose made real: the Compose v2 program as a child process.
#pragma once

#include "adapters/compose/program.hpp"
#include "adapters/compose/resolve_cache.hpp"
#include "async/gate.hpp"
#include "async/process.hpp"
#include "ports/compose.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct ComposeSettings {
    std::string program; ///< setting `--compose`; empty: found as the docker client finds it
    std::string docker_host; ///< `unix:///run/docker.sock`; empty: that of `environment`
    std::filesystem::path cache; ///< folder for resolved models; empty: memory only
    Environment environment = own_environment(); ///< what is inherited is picked from it
    std::filesystem::path root = "/"; ///< where the system's plugin folders are
};

/// Used from the loop's thread only. Not destroyed before the tasks it began have ended.
class ComposeCli : public Compose {
public:
    explicit ComposeCli(ComposeSettings settings);

    Task<Result<ComposeVersion>> version() override;
    Task<Result<ResolvedProject>> resolve(ComposeProject project) override;
    Task<Result<ComposeModel>> preview(ComposeProject project, std::string env) override;
    Task<Result<ComposeCheck>> check(ComposeProject project, std::string env) override;
    Task<Result<void>> up(ComposeProject project, UpOptions options, OutputSink sink) override;
    Task<Result<void>> down(ComposeProject project, OutputSink sink) override;
    Task<Result<void>> stop(ComposeProject project, OutputSink sink) override;
    Task<Result<void>> restart(ComposeProject project, OutputSink sink) override;
    Task<Result<std::string>> exec(ComposeProject project, std::string service, std::vector<std::string> command,
        std::map<std::string, std::string> environment, std::chrono::milliseconds limit) override;

private:
    struct Program {
        std::filesystem::path path;
        std::string identity;
        std::string version;
    };
    /// One run of the program for a project.
    struct Call {
        std::vector<std::string> words; ///< verb and what follows
        std::chrono::milliseconds limit;
        OutputSink sink;
        Environment environment; ///< more than the usual
        bool by_name = false; ///< without the files: Compose finds the project by its labels
        std::size_t most_output = 4UL << 20;
        std::filesystem::path env_file = {}; ///< instead of the project's `.env`
    };

    Task<Result<Program>> program();
    Task<Result<std::string>> ask_version(std::filesystem::path program);
    /// As the files say, wherever ports were moved to and whatever stands for their images.
    Task<Result<ResolvedProject>> resolve_written(ComposeProject project);
    /// The project with the overrides that the model needs, written anew where they say anything else. unavailable
    /// `compose_too_old`: moving ports takes Compose 2.24.4.
    Task<Result<ComposeProject>> with_own_overrides(ComposeProject project, ComposeModel model);
    Task<Result<ComposeProject>> as_chosen(ComposeProject project);
    Task<Result<ResolvedProject>> ask(ComposeProject project, std::vector<std::string> compose_texts);
    Task<Result<ProcessEnd>> config(ComposeProject project, std::vector<std::string> words);
    Task<Result<ProcessEnd>> run(ComposeProject project, Call call);
    Task<Result<void>> act(ComposeProject project, Call call);
    Task<Result<void>> act_even_without_files(ComposeProject project, Call call);
    Task<Error> reason(ComposeProject project, std::string verb, ProcessEnd end);

    ComposeSettings settings_;
    Environment environment_;
    ResolveCache cache_;
    NamedGates turns_{1, 512}; ///< by project: one at a time asks what its files mean
    Gate program_turn_{1};
    std::optional<Program> program_;
};

} // namespace furtka
