#include "adapters/compose/config_check.hpp"

#include "adapters/compose/words.hpp"
#include "async/process.hpp"

#include <algorithm>

namespace furtka {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> warnings_of(std::string_view errors)
{
    std::vector<std::string> warnings;
    while (!errors.empty()) {
        const auto line = errors.substr(0, errors.find('\n'));
        errors.remove_prefix(std::min(line.size() + 1, errors.size()));
        const auto told = parse_log_line(line);
        if (!told || told->level != "warning") continue;
        if (std::ranges::find(warnings, told->message) == warnings.end()) warnings.push_back(told->message);
    }
    return warnings;
}

} // namespace

Task<Result<ConfigSaid>> check_config(std::filesystem::path program, std::filesystem::path folder, std::string project,
    std::vector<std::string> files, Environment environment)
{
    ProcessSpec spec{.program = std::move(program),
        .arguments = {"--project-name", std::move(project), "--project-directory", folder.string()},
        .environment = std::move(environment),
        .folder = folder,
        .limit = 60s};
    for (const auto& file : files) spec.arguments.insert(spec.arguments.end(), {"--file", (folder / file).string()});
    spec.arguments.insert(spec.arguments.end(), {"config", "--format", "json"});
    CO_TRY(auto end, co_await run_process(std::move(spec)));
    ConfigSaid said{.exit_code = end.exit_code, .warnings = warnings_of(end.errors), .document = std::move(end.output)};
    if (said.exit_code != 0) said.errors = failure_words(end.errors, said.document);
    co_return said;
}

} // namespace furtka
