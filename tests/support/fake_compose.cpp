#include "support/fake_compose.hpp"

#include "domain/port_moves.hpp"

namespace furtka::test {

ServiceModel service(std::string name, std::string image)
{
    ServiceModel model;
    model.name = std::move(name);
    model.image = std::move(image);
    return model;
}

void FakeCompose::has(const std::string& app, std::vector<ServiceModel> services)
{
    ResolvedProject project;
    project.model.project = app;
    project.model.networks = {
        {.key = "default", .name = app + "_default", .driver = "", .external = false, .has_subnet = false}};
    for (const auto& each : services) project.hashes[each.name] = "hash-" + each.name;
    project.model.services = std::move(services);
    has(app, std::move(project));
}

Task<Result<ComposeVersion>> FakeCompose::version()
{
    CO_CHECK(co_await look("version"));
    co_return ComposeVersion{version_text};
}

Task<Result<ResolvedProject>> FakeCompose::resolve(ComposeProject project)
{
    ++resolves;
    CO_CHECK(co_await look("resolve " + project.app.text()));
    const auto found = projects_.find(project.app.text());
    if (found == projects_.end()) {
        co_return furtka::fail({.kind = ErrorKind::broken,
            .key = "compose_invalid",
            .message = "Compose refuses the compose file of " + project.app.text() + ": services must be a mapping"});
    }
    auto resolved = found->second;
    if (env_of) resolved.model = with_moves(std::move(resolved.model), port_moves_in(env_of(project.app.text())));
    if (stand_ins_of) resolved.model = with_stand_ins(std::move(resolved.model), stand_ins_of(project.app.text()));
    co_return resolved;
}

Task<Result<ComposeModel>> FakeCompose::preview(ComposeProject project, std::string env)
{
    CO_CHECK(co_await look("preview " + project.app.text()));
    const auto found = projects_.find(project.app.text());
    if (found == projects_.end()) {
        co_return furtka::fail({.kind = ErrorKind::broken,
            .key = "compose_invalid",
            .message = "Compose refuses the compose file of " + project.app.text() + ": services must be a mapping"});
    }
    auto model = found->second.model;
    if (on_preview) model = on_preview(std::move(model), env);
    const auto own = EnvFile::parse(env);
    co_return own ? with_moves(std::move(model), port_moves_in(*own)) : model;
}

Task<Result<ComposeCheck>> FakeCompose::check(ComposeProject project, std::string env)
{
    CO_TRY(auto model, co_await preview(std::move(project), std::move(env)));
    co_return ComposeCheck{.model = std::move(model), .warnings = warnings};
}

Task<Result<void>> FakeCompose::up(ComposeProject project, UpOptions options, OutputSink sink)
{
    std::string words;
    if (options.remove_orphans) words += " remove-orphans";
    if (options.force_recreate) words += " force-recreate";
    for (const auto& each : options.services) words += " " + each;
    up_options = std::move(options);
    if (sink) {
        for (const auto& line : up_output) sink(line);
    }
    return act("up", std::move(project), std::move(words), on_up);
}

Task<Result<void>> FakeCompose::down(ComposeProject project, OutputSink)
{
    return act("down", std::move(project), "", on_down);
}

Task<Result<void>> FakeCompose::stop(ComposeProject project, OutputSink)
{
    return act("stop", std::move(project), "", on_stop);
}

Task<Result<void>> FakeCompose::restart(ComposeProject project, OutputSink)
{
    return act("restart", std::move(project), "", on_restart);
}

Task<Result<std::string>> FakeCompose::exec(ComposeProject project, std::string service, std::vector<std::string> command,
    std::map<std::string, std::string> environment, std::chrono::milliseconds)
{
    std::string call = "exec " + project.app.text() + " " + service;
    for (const auto& word : command) call += " " + word;
    Execution execution{project.app.text(), std::move(service), std::move(command), std::move(environment)};
    executions.push_back(execution);
    used.push_back(std::move(project));
    CO_CHECK(co_await enter(std::move(call)));
    if (!on_exec) co_return std::string();
    co_return on_exec(execution);
}

Task<Result<void>> FakeCompose::act(
    std::string verb, ComposeProject project, std::string options, std::function<void(const ComposeProject&)> hook)
{
    used.push_back(project);
    CO_CHECK(co_await enter(verb + " " + project.app.text() + options));
    if (hook) hook(project);
    co_return Result<void>{};
}

} // namespace furtka::test
