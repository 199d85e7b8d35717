#include "adapters/compose/compose_cli.hpp"

#include "adapters/compose/failure.hpp"
#include "adapters/compose/inputs.hpp"
#include "adapters/compose/own_overrides.hpp"
#include "adapters/compose/private_file.hpp"
#include "adapters/compose/words.hpp"
#include "base/log.hpp"
#include "domain/port_moves.hpp"
#include "domain/versions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto look_limit = 60s; ///< `version`, `config`
constexpr auto stop_limit = 10min; ///< `down`, `stop`, `restart`: services may ask for a long stop_grace_period
constexpr std::size_t most_exec_output = 1UL << 20;

constexpr std::string_view oldest_for_moves = "2.24.4"; ///< knows `!override`

Error too_old_to_move(const std::string& version)
{
    return {.kind = ErrorKind::unavailable,
        .key = "compose_too_old",
        .message = fmt::format("Compose {} cannot move a port; that takes {}", version, oldest_for_moves),
        .hint = "install a newer Docker Compose"};
}

std::vector<std::string> project_words(const ComposeProject& project, bool by_name)
{
    std::vector<std::string> words{"--project-name", project.app.text()};
    if (by_name) return words;
    words.insert(words.end(), {"--project-directory", project.folder.string()});
    for (const auto& file : files_of(project)) words.insert(words.end(), {"--file", (project.folder / file).string()});
    return words;
}

bool has_files(const ComposeProject& project)
{
    std::error_code ignored;
    return !project.files.empty() && std::ranges::all_of(project.files, [&](const std::string& file) {
        return std::filesystem::is_regular_file(project.folder / file, ignored);
    });
}

/// `<service> <hash>` a line.
std::map<std::string, std::string> parse_hashes(std::string_view output)
{
    std::map<std::string, std::string> hashes;
    while (!output.empty()) {
        const auto end = output.find('\n');
        const auto line = output.substr(0, end);
        output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
        const auto space = line.find(' ');
        if (space != std::string_view::npos) hashes.emplace(line.substr(0, space), line.substr(space + 1));
    }
    return hashes;
}

Error refused_files(const ComposeProject& project, const std::string& words)
{
    return {.kind = ErrorKind::broken,
        .key = "compose_invalid",
        .message = fmt::format(
            "Compose refuses the files of {}: {}", project.app.text(), words.empty() ? "it said nothing" : words),
        .hint = fmt::format("mend the compose file or .env in {}", project.folder.string())};
}

Error failure(const ComposeProject& project, const std::string& verb, const ProcessEnd& end)
{
    return failure_of({.verb = verb,
        .app = project.app.text(),
        .exit_code = end.exit_code,
        .words = failure_words(end.errors, end.output)});
}

/// Each once, as it may be seen.
std::vector<std::string> warnings_in(std::string_view errors, const std::vector<std::string>& compose_texts)
{
    std::vector<std::string> told;
    while (!errors.empty() && told.size() < 20) {
        const auto end = errors.find('\n');
        const auto line = errors.substr(0, end);
        errors.remove_prefix(end == std::string_view::npos ? errors.size() : end + 1);
        if (!parse_log_line(line)) continue;
        auto text = shown_line(line, compose_texts);
        if (std::ranges::find(told, text) == told.end()) told.push_back(std::move(text));
    }
    return told;
}

void log_warnings(const ComposeProject& project, std::string_view errors, const std::vector<std::string>& compose_texts)
{
    for (const auto& text : warnings_in(errors, compose_texts))
        log::warning("compose warns", {{"app", project.app.text()}, {"text", text}});
}

/// Hands an owner's sink the lines as they may be seen, each unset variable once.
OutputSink shown_lines(OutputSink sink, std::vector<std::string> compose_texts)
{
    if (!sink) return nullptr;
    return [sink = std::move(sink), texts = std::move(compose_texts), warned = std::vector<std::string>()](
               std::string_view line) mutable {
        const auto text = shown_line(line, texts);
        if (text.find_first_not_of(' ') == std::string::npos) return;
        if (parse_log_line(line)) {
            if (warned.size() > 100 || std::ranges::find(warned, text) != warned.end()) return;
            warned.push_back(text);
        }
        sink(text);
    };
}

// Compose is nearly always done before Go's collector is of use: without it 2.26 reads a file in 27 ms instead of 43. Above
// the limit the collector works as ever.
const Environment quick{{"GOGC", "off"}, {"GOMEMLIMIT", "128MiB"}};

} // namespace

ComposeCli::ComposeCli(ComposeSettings settings)
    : settings_(std::move(settings)), environment_(compose_environment(settings_.environment)), cache_(settings_.cache)
{
    if (!settings_.docker_host.empty()) environment_["DOCKER_HOST"] = settings_.docker_host;
    PrivateFile::remove_leftovers(settings_.cache);
}

Task<Result<ComposeVersion>> ComposeCli::version()
{
    CO_TRY(auto found, co_await program());
    co_return ComposeVersion{std::move(found.version)};
}

Task<Result<ResolvedProject>> ComposeCli::resolve(ComposeProject project)
{
    auto resolved = co_await resolve_written(project);
    const auto choices = choices_in(project.folder);
    if (!resolved || choices.empty()) co_return resolved;
    auto model = with_choices(resolved->model, choices);
    CO_TRY(auto chosen, co_await with_own_overrides(project, model));
    if (chosen.files == project.files) co_return resolved;
    CO_TRY(auto hashed, co_await resolve_written(std::move(chosen)));
    co_return ResolvedProject{.model = std::move(model), .hashes = std::move(hashed.hashes)};
}

Task<Result<ComposeProject>> ComposeCli::with_own_overrides(ComposeProject project, ComposeModel model)
{
    if (has_moved_ports(model)) {
        CO_TRY(const auto found, co_await program());
        if (compare_versions(found.version, oldest_for_moves) == std::partial_ordering::less)
            co_return fail(too_old_to_move(found.version));
        CO_CHECK(write_override(project.folder, ports_file, ports_override(model)));
        project.files.emplace_back(ports_file);
    }
    if (has_stand_ins(model)) {
        CO_CHECK(write_override(project.folder, images_file, images_override(model)));
        project.files.emplace_back(images_file);
    }
    co_return project;
}

/// Files that Compose refuses are told by whoever uses them.
Task<Result<ComposeProject>> ComposeCli::as_chosen(ComposeProject project)
{
    const auto choices = choices_in(project.folder);
    if (choices.empty()) co_return project;
    const auto resolved = co_await resolve_written(project);
    if (!resolved) co_return project;
    auto model = with_choices(resolved->model, choices);
    co_return co_await with_own_overrides(std::move(project), std::move(model));
}

Task<Result<ResolvedProject>> ComposeCli::resolve_written(ComposeProject project)
{
    CO_TRY(const auto found, co_await program());
    const auto identity = found.identity + found.version;
    auto inputs = read_inputs(project, environment_, identity);
    if (!inputs.fingerprint) co_return co_await ask(std::move(project), std::move(inputs.compose_texts));
    if (auto known = cache_.find(project, *inputs.fingerprint)) co_return *std::move(known);

    // Several may want to know of the same app, above all after a start: the first asks, the others get its answer.
    CO_TRY(const auto turn, co_await turns_.of(project.app.text()).enter());
    inputs = read_inputs(project, environment_, identity);
    if (!inputs.fingerprint) co_return co_await ask(std::move(project), std::move(inputs.compose_texts));
    if (auto known = cache_.find(project, *inputs.fingerprint)) co_return *std::move(known);
    auto answer = co_await ask(project, std::move(inputs.compose_texts));
    const bool lasting = answer || answer.error().key == "compose_invalid";
    // The files may have changed between the look at them and Compose's own.
    const auto after = read_inputs(project, environment_, identity);
    if (lasting && after.fingerprint == inputs.fingerprint) cache_.keep(project, *inputs.fingerprint, answer);
    co_return answer;
}

Task<Result<ComposeModel>> ComposeCli::preview(ComposeProject project, std::string env)
{
    CO_TRY(auto checked, co_await check(std::move(project), std::move(env)));
    co_return std::move(checked.model);
}

Task<Result<ComposeCheck>> ComposeCli::check(ComposeProject project, std::string env)
{
    CO_TRY(const auto file, PrivateFile::write(settings_.cache, env));
    Call call{.words = {"config", "--format", "json"}, .limit = look_limit, .env_file = file.path()};
    CO_TRY(auto end, co_await run(project, std::move(call)));
    if (end.exit_code != 0) co_return fail(refused_files(project, failure_words(end.errors, end.output)));
    ComposeCheck checked;
    CO_TRY(checked.model, parse_compose_model(end.output));
    if (const auto own = EnvFile::parse(std::move(env))) checked.model = with_moves(checked.model, port_moves_in(*own));
    checked.model = with_stand_ins(std::move(checked.model), choices_in(project.folder).images);
    if (!end.errors.empty())
        checked.warnings = warnings_in(end.errors, read_inputs(project, environment_, "").compose_texts);
    co_return checked;
}

Task<Result<void>> ComposeCli::up(ComposeProject project, UpOptions options, OutputSink sink)
{
    Call call{.words = {"up", "--detach"}, .limit = options.limit, .sink = std::move(sink)};
    if (options.remove_orphans) call.words.emplace_back("--remove-orphans");
    if (options.force_recreate) call.words.emplace_back("--force-recreate");
    if (options.never_pull) call.words.insert(call.words.end(), {"--pull", "never"});
    if (!options.services.empty()) call.words.emplace_back("--no-deps");
    call.words.insert(call.words.end(), options.services.begin(), options.services.end());
    CO_TRY(project, co_await as_chosen(std::move(project)));
    co_return co_await act(std::move(project), std::move(call));
}

Task<Result<void>> ComposeCli::down(ComposeProject project, OutputSink sink)
{
    // A container of a service that the file once had keeps the network alive, and with it the failure of `down`.
    return act_even_without_files(
        std::move(project), {.words = {"down", "--remove-orphans"}, .limit = stop_limit, .sink = std::move(sink)});
}

Task<Result<void>> ComposeCli::stop(ComposeProject project, OutputSink sink)
{
    return act_even_without_files(std::move(project), {.words = {"stop"}, .limit = stop_limit, .sink = std::move(sink)});
}

Task<Result<void>> ComposeCli::restart(ComposeProject project, OutputSink sink)
{
    return act(std::move(project), {.words = {"restart"}, .limit = stop_limit, .sink = std::move(sink)});
}

Task<Result<std::string>> ComposeCli::exec(ComposeProject project, std::string service, std::vector<std::string> command,
    std::map<std::string, std::string> environment, std::chrono::milliseconds limit)
{
    Call call{.words = {"exec", "-T"}, .limit = limit, .environment = environment, .most_output = most_exec_output};
    for (const auto& [key, value] : environment) call.words.insert(call.words.end(), {"-e", key});
    call.words.push_back(std::move(service));
    call.words.insert(call.words.end(), command.begin(), command.end());
    CO_TRY(auto end, co_await run(project, std::move(call)));
    if (end.exit_code == 0) co_return std::move(end.output);
    co_return fail(co_await reason(std::move(project), "exec", std::move(end)));
}

Task<Result<ComposeCli::Program>> ComposeCli::program()
{
    const auto is_known = [this] { return program_ && program_identity(program_->path) == program_->identity; };
    if (is_known()) co_return *program_;
    CO_TRY(const auto turn, co_await program_turn_.enter());
    if (is_known()) co_return *program_;
    CO_TRY(const auto path, find_compose(settings_.program, environment_, settings_.root));
    Program found{.path = path, .identity = program_identity(path)};
    const auto known = cache_.find_version(found.identity);
    if (known) {
        CO_TRY(found.version, checked_version(*known, path));
    } else {
        CO_TRY(found.version, co_await ask_version(path));
        cache_.keep_version(found.identity, found.version);
    }
    program_ = found;
    co_return found;
}

Task<Result<std::string>> ComposeCli::ask_version(std::filesystem::path program)
{
    ProcessSpec spec{.program = program,
        .arguments = {"version", "--short"},
        .environment = environment_,
        .folder = "/",
        .limit = look_limit};
    CO_TRY(const auto end, co_await run_process(std::move(spec)));
    co_return checked_version(end.output, program);
}

Task<Result<ResolvedProject>> ComposeCli::ask(ComposeProject project, std::vector<std::string> compose_texts)
{
    CO_TRY(const auto document, co_await config(project, {"config", "--format", "json"}));
    log_warnings(project, document.errors, compose_texts);
    ResolvedProject resolved;
    CO_TRY(resolved.model, parse_compose_model(document.output));
    CO_TRY(const auto hashes, co_await config(project, {"config", "--hash", "*"}));
    resolved.hashes = parse_hashes(hashes.output);
    co_return resolved;
}

Task<Result<ProcessEnd>> ComposeCli::config(ComposeProject project, std::vector<std::string> words)
{
    Call call{.words = std::move(words), .limit = look_limit};
    CO_TRY(auto end, co_await run(project, std::move(call)));
    if (end.exit_code != 0) co_return fail(refused_files(project, failure_words(end.errors, end.output)));
    co_return end;
}

Task<Result<ProcessEnd>> ComposeCli::run(ComposeProject project, Call call)
{
    CO_TRY(const auto found, co_await program());
    std::error_code ignored;
    const bool in_folder = !call.by_name && std::filesystem::is_directory(project.folder, ignored);
    ProcessSpec spec{.program = found.path,
        .arguments = project_words(project, call.by_name),
        .environment = environment_,
        .folder = in_folder ? project.folder : std::filesystem::path("/"),
        .limit = call.limit,
        .most_output = call.most_output,
        .on_line = std::move(call.sink)};
    if (!call.env_file.empty()) spec.arguments.insert(spec.arguments.end(), {"--env-file", call.env_file.string()});
    spec.arguments.insert(spec.arguments.end(), call.words.begin(), call.words.end());
    spec.environment["PWD"] = spec.folder.string(); // compose files say ${PWD}/data
    for (const auto& [key, value] : call.environment) spec.environment[key] = value;
    spec.environment.insert(quick.begin(), quick.end());
    co_return co_await run_process(std::move(spec));
}

Task<Result<void>> ComposeCli::act(ComposeProject project, Call call)
{
    const std::string verb = call.words.front();
    const bool by_name = call.by_name;
    call.sink = shown_lines(std::move(call.sink), read_inputs(project, environment_, "").compose_texts);
    CO_TRY(auto end, co_await run(project, std::move(call)));
    if (end.exit_code == 0) co_return Result<void>{};
    if (by_name) co_return fail(failure(project, verb, end));
    co_return fail(co_await reason(std::move(project), verb, std::move(end)));
}

Task<Result<void>> ComposeCli::act_even_without_files(ComposeProject project, Call call)
{
    if (has_files(project)) {
        auto done = co_await act(project, call);
        if (done || done.error().key != "compose_invalid") co_return done;
    }
    call.by_name = true;
    co_return co_await act(std::move(project), std::move(call));
}

Task<Error> ComposeCli::reason(ComposeProject project, std::string verb, ProcessEnd end)
{
    Error error = failure(project, verb, end);
    if (error.key != "compose_failed") co_return error;
    // Exit codes of a refused file differ between versions (15 in 2.26, 1 in 2.40): `config` tells.
    const auto resolved = co_await resolve(std::move(project));
    if (!resolved && resolved.error().key == "compose_invalid") co_return resolved.error();
    co_return error;
}

} // namespace furtka
