// `furtka catalog lint`: the checks of one app folder, or of every app folder in a catalog.
#include "adapters/compose/config_check.hpp"
#include "adapters/compose/program.hpp"
#include "adapters/disk/folder_writer.hpp"
#include "adapters/disk/store_files.hpp"
#include "cli/exit_code.hpp"
#include "cli/text.hpp"
#include "domain/compose_model.hpp"
#include "domain/lint/lint.hpp"
#include "offline/offline.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace furtka::offline {
namespace {

namespace json = boost::json;
using lint::Level;
using lint::LintedApp;

constexpr std::size_t largest_file = 1UL << 20;
constexpr std::size_t most_files = 500; ///< of an app that are read

/// A folder of its own below /tmp, gone with the object.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        auto pattern = (std::filesystem::temp_directory_path() / "furtka-lint-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder()
    {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::map<std::string, std::string> files_of(
    const StoreFiles& store, const std::vector<std::string>& paths, const std::string& folder)
{
    const auto prefix = folder.empty() ? std::string() : folder + "/";
    std::map<std::string, std::string> files;
    const auto take = [&](const std::string& path) {
        if (auto text = store.read(prefix + path, largest_file)) files[path] = *std::move(text);
    };
    take(".env.example");
    for (const auto& path : paths) {
        if (path.starts_with(prefix) && files.size() < most_files) take(path.substr(prefix.size()));
    }
    return files;
}

/// The folders that hold a manifest or a compose file: the folder itself, or those in it.
std::vector<std::string> app_folders(const std::vector<std::string>& paths)
{
    std::vector<std::string> folders;
    for (const auto& path : paths) {
        const auto slash = path.find('/');
        const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
        if (name != "manifest.json" && !name.ends_with("compose.yaml") && !name.ends_with("compose.yml")) continue;
        auto folder = slash == std::string::npos ? std::string() : path.substr(0, slash);
        if (folder.empty()) return {""};
        if (folders.empty() || folders.back() != folder) folders.push_back(std::move(folder));
    }
    return folders;
}

/// Compose's word on apps, one after the other.
class ComposeJudge {
public:
    explicit ComposeJudge(std::filesystem::path program)
        : program_(std::move(program)), environment_(compose_environment(own_environment()))
    {
    }

    void judge(LintedApp& app, const std::map<std::string, std::string>& files)
    {
        if (!app.manifest || app.compose_file.empty() || scratch_.path().empty()) return;
        auto copy = files;
        copy[".env"] =
            lint::sample_env(*app.manifest, files.contains(".env.example") ? files.at(".env.example") : std::string());
        if (!write_app_folder(scratch_.path(), app.name, copy)) return;
        std::vector<std::string> names{app.compose_file};
        if (!app.override_file.empty()) names.push_back(app.override_file);
        const auto said = run(scratch_.path() / app.name, app.name, std::move(names));
        std::error_code ignored;
        std::filesystem::remove_all(scratch_.path() / app.name, ignored);
        if (!said) {
            app.findings.push_back({Level::error, said.error().key, said.error().message, said.error().hint});
            return;
        }
        tell(app, *said, copy.at(".env"));
    }

private:
    Result<ConfigSaid> run(const std::filesystem::path& folder, const std::string& project, std::vector<std::string> files)
    {
        boost::asio::io_context context(1);
        std::optional<Result<ConfigSaid>> answer;
        const auto ask = [&]() -> Task<void> {
            auto said = co_await check_config(program_, folder, project, std::move(files), environment_);
            answer.emplace(std::move(said));
        };
        boost::asio::co_spawn(context, ask(), boost::asio::detached);
        context.run();
        if (answer) return *std::move(answer);
        return fail({.kind = ErrorKind::internal, .key = "compose_check", .message = "Compose was not asked"});
    }

    static void tell(LintedApp& app, const ConfigSaid& said, const std::string& env)
    {
        if (said.exit_code != 0)
            app.findings.push_back(
                {Level::error, "compose_invalid", fmt::format("Compose refuses it: {}", said.errors), ""});
        for (const auto& warning : said.warnings) {
            // Of no consequence, and in a file that stays as its author wrote it.
            const bool harmless = warning.contains("`version` is obsolete");
            app.findings.push_back({harmless ? Level::note : Level::error, harmless ? "compose_note" : "compose_warning",
                fmt::format("Compose warns: {}", warning), ""});
        }
        if (said.exit_code != 0) return;
        if (const auto model = parse_compose_model(said.document)) lint::lint_permissions(app, *model, env);
    }

    std::filesystem::path program_;
    Environment environment_;
    TemporaryFolder scratch_;
};

struct Count {
    std::size_t errors = 0;
    std::size_t warnings = 0;
};

Count count_of(const LintedApp& app)
{
    Count count;
    for (const auto& finding : app.findings) {
        if (finding.level == Level::error) ++count.errors;
        if (finding.level == Level::warning) ++count.warnings;
    }
    return count;
}

json::object app_object(const LintedApp& app)
{
    json::array findings;
    for (const auto& finding : app.findings) {
        findings.push_back(json::object{{"level", to_text(finding.level)}, {"key", finding.key},
            {"message", finding.message}, {"hint", finding.hint.empty() ? json::value() : json::value(finding.hint)}});
    }
    return {{"app", app.name}, {"result", count_of(app).errors == 0 ? "ok" : "failed"}, {"findings", std::move(findings)}};
}

std::string app_text(const LintedApp& app)
{
    auto text = fmt::format("{:7} {}\n", count_of(app).errors == 0 ? "ok" : "failed", cli::printable(app.name));
    for (const auto& finding : app.findings) {
        text += fmt::format("        {}: {}\n", to_text(finding.level), cli::printable(finding.message));
        if (!finding.hint.empty()) text += fmt::format("          {}\n", cli::printable(finding.hint));
    }
    return text;
}

std::optional<std::filesystem::path> compose_for(cli::Console& console, const cli::Invocation& invocation)
{
    if (invocation.has("--no-compose")) return std::nullopt;
    const auto* told = std::getenv("FURTKA_COMPOSE");
    const auto found = find_compose(told == nullptr ? "" : told, own_environment());
    if (found) return *found;
    console.err("furtka: no Docker Compose was found, so what it would say is not checked (--no-compose asks for that)\n");
    return std::nullopt;
}

} // namespace

Result<int> lint_catalog(cli::Console& console, const cli::Invocation& invocation, const std::filesystem::path& folder)
{
    TRY(const auto store, StoreFiles::open(folder / invocation.arguments.front()));
    TRY(const auto paths, store.list());
    const auto folders = app_folders(paths);
    if (folders.empty()) {
        return fail({.kind = ErrorKind::not_found,
            .key = "no_apps",
            .message = fmt::format("{} holds no app folder", store.folder().string()),
            .hint = "an app folder holds manifest.json and docker-compose.yaml"});
    }
    const auto program = compose_for(console, invocation);
    std::optional<ComposeJudge> judge;
    if (program) judge.emplace(*program);
    std::vector<LintedApp> apps;
    for (const auto& name : folders) {
        const lint::LintInput input{.folder = name, .files = files_of(store, paths, name)};
        apps.push_back(lint::lint_app(input));
        if (judge) judge->judge(apps.back(), input.files);
    }
    lint::lint_catalog(apps);
    Count all;
    json::array list;
    for (const auto& app : apps) {
        const auto count = count_of(app);
        all.errors += count.errors;
        all.warnings += count.warnings;
        if (invocation.has("--json"))
            list.push_back(app_object(app));
        else
            console.out(app_text(app));
    }
    if (invocation.has("--json")) {
        console.out(json::serialize(json::object{{"apps", std::move(list)}, {"errors", all.errors},
                        {"warnings", all.warnings}, {"compose", program ? json::value(program->string()) : json::value()}})
            + "\n");
    } else {
        console.out(fmt::format("\n{} apps, {} errors, {} warnings\n", apps.size(), all.errors, all.warnings));
    }
    return all.errors == 0 ? cli::exit_done : cli::exit_failed;
}

} // namespace furtka::offline
