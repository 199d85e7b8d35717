// support/fake_compose.hpp — a Compose that knows the models it was told and acts on a fake engine through hooks.
#pragma once

#include "domain/env_file.hpp"
#include "domain/stand_in.hpp"
#include "ports/compose.hpp"
#include "support/fake_calls.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace furtka::test {

/// Recorded: `up blog`, `up blog remove-orphans force-recreate web db`, `down blog`, `stop blog`, `restart blog`,
/// `exec broker mosquitto sh /hook`. `version` and `resolve` are looks: not recorded, but they can fail and be held
/// (`version`, `resolve blog`).
class FakeCompose : public Compose, public FakeCalls {
public:
    struct Execution {
        std::string app;
        std::string service;
        std::vector<std::string> command;
        std::map<std::string, std::string> environment;
    };

    /// What `resolve` answers for an app; one that was never told is refused as `compose_invalid`.
    void has(const std::string& app, ResolvedProject project) { projects_.insert_or_assign(app, std::move(project)); }
    /// The same from services alone: one network `<app>_default`, and the hash `hash-<service>` for each.
    void has(const std::string& app, std::vector<ServiceModel> services);
    void forget(const std::string& app) { projects_.erase(app); }

    /// Called when the verb succeeds, before it returns: change the fake engine here.
    std::function<void(const ComposeProject&)> on_up, on_down, on_stop, on_restart;
    /// Answers `exec`; without it the answer is empty text.
    std::function<Result<std::string>(const Execution&)> on_exec;

    /// The `.env` of an installed app: its ports are where it moves them.
    std::function<EnvFile(const std::string& app)> env_of;
    /// What stands for images of an installed app.
    std::function<std::vector<StandIn>(const std::string& app)> stand_ins_of;

    std::string version_text = "2.26.1";
    UpOptions up_options; ///< of the last `up`
    std::vector<std::string> up_output; ///< lines the sink of `up` gets
    std::vector<Execution> executions;
    std::vector<ComposeProject> used; ///< the project of every recorded call
    int resolves = 0;

    Task<Result<ComposeVersion>> version() override;
    Task<Result<ResolvedProject>> resolve(ComposeProject project) override;
    /// The same as `resolve`, or what `on_preview` says, with the ports that `env` moves; a look of its own (`preview
    /// blog`).
    Task<Result<ComposeModel>> preview(ComposeProject project, std::string env) override;
    std::function<ComposeModel(ComposeModel, const std::string& env)> on_preview;
    /// The same as `preview`, with the warnings it was told.
    Task<Result<ComposeCheck>> check(ComposeProject project, std::string env) override;
    std::vector<std::string> warnings;
    Task<Result<void>> up(ComposeProject project, UpOptions options, OutputSink sink) override;
    Task<Result<void>> down(ComposeProject project, OutputSink sink) override;
    Task<Result<void>> stop(ComposeProject project, OutputSink sink) override;
    Task<Result<void>> restart(ComposeProject project, OutputSink sink) override;
    Task<Result<std::string>> exec(ComposeProject project, std::string service, std::vector<std::string> command,
        std::map<std::string, std::string> environment, std::chrono::milliseconds limit) override;

private:
    Task<Result<void>> act(
        std::string verb, ComposeProject project, std::string options, std::function<void(const ComposeProject&)> hook);

    std::map<std::string, ResolvedProject> projects_;
};

/// A service with an image and nothing else.
ServiceModel service(std::string name, std::string image);

} // namespace furtka::test
