// A definition of another store is read without a crash, whatever stands in it; what comes out of it can be read again.

#include "domain/import/app_files.hpp"
#include "domain/import/store.hpp"
#include "domain/import/yaml_read.hpp"
#include "domain/import/yaml_write.hpp"
#include "domain/lint/lint.hpp"
#include "domain/path_rules.hpp"

#include <cstdint>
#include <cstdlib>

using namespace furtka;
using namespace furtka::imports;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

void finish(Outcome outcome)
{
    std::vector<Outcome> all;
    all.push_back(std::move(outcome));
    settle(all);
    const auto& made = all.front();
    demand(made.verdict == Verdict::ok || !made.reasons.empty());
    if (!made.draft) return;
    const auto files = app_files(*made.draft, made.port, {.store = "fuzz"});
    demand(files.contains("docker-compose.yaml") && files.contains("manifest.json"));
    for (const auto& [path, text] : files) {
        demand(path == "compose.override.yaml" || path.starts_with("files/") || path.starts_with("original/")
            || stays_inside(path));
    }
    if (files.contains("compose.override.yaml")) demand(parse_yaml(files.at("compose.override.yaml")).has_value());
    (void)lint::lint_app({.folder = made.app, .files = files});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto document = parse_yaml(text, {.bytes = 1UL << 16, .nodes = 20'000, .depth = 32});
    if (document && document->root.is_map()) {
        const auto again = parse_yaml(to_yaml(document->root));
        demand(again.has_value());
    }
    const auto format = static_cast<Format>(data[0] % 6);
    if (format == Format::portainer) {
        for (auto& outcome : take_templates(text, "x.json", [](const std::string&) { return std::string(); }))
            finish(std::move(outcome));
        return 0;
    }
    // The other files of a definition follow a line of their own.
    Files files;
    std::string_view rest(text);
    for (const auto* name : {"docker-compose.yml", "config.json"}) {
        const auto end = rest.find("\n====\n");
        files[name] = rest.substr(0, end);
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 6);
    }
    finish(take_definition(format, {.id = "fuzz", .path = "fuzz", .file = "docker-compose.yml", .files = std::move(files)}));
    return 0;
}
