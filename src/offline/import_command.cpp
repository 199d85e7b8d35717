// `furtka import`: reads definitions of another store, writes app folders, tells what became of each.
#include "adapters/disk/folder_writer.hpp"
#include "adapters/disk/git_checkout.hpp"
#include "adapters/disk/store_files.hpp"
#include "cli/exit_code.hpp"
#include "cli/text.hpp"
#include "domain/import/find_definitions.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/store.hpp"
#include "domain/manifest.hpp"
#include "offline/offline.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::offline {
namespace {

namespace json = boost::json;
namespace imports = furtka::imports;
using imports::Format;
using imports::Outcome;
using imports::Verdict;

constexpr std::size_t largest_text = 4UL << 20; ///< of a compose file, a template file
constexpr std::size_t largest_other = 256UL * 1024; ///< of a file beside it
constexpr std::size_t most_text = 8UL << 20; ///< of one definition in all

Result<Format> format_of(const cli::Invocation& invocation)
{
    const auto word = invocation.value("--from");
    const auto known = fmt::format("{}", fmt::join(imports::format_words, ", "));
    if (!word) return cli::usage("import needs --from", fmt::format("one of {}", known));
    const auto* const found = std::ranges::find(imports::format_words, *word);
    if (found == imports::format_words.end())
        return cli::usage(fmt::format("--from {} is not known", cli::printable(*word)), fmt::format("one of {}", known));
    return static_cast<Format>(found - imports::format_words.begin());
}

/// Reads only the compose file first, then what stands beside it as long as there is room.
imports::Found load(const StoreFiles& store, const imports::Spot& spot)
{
    imports::Found found{.id = spot.id, .path = spot.path, .file = spot.file};
    const auto prefix = spot.folder.empty() ? std::string() : spot.folder + "/";
    std::size_t sum = 0;
    const auto take = [&](const std::string& file, std::size_t most) {
        if (sum > most_text || found.files.contains(file)) return;
        auto text = store.read(prefix + file, most);
        if (!text) return;
        sum += text->size();
        found.files[file] = *std::move(text);
    };
    take(spot.file, largest_text);
    for (const auto& file : spot.files) take(file, largest_other);
    for (const auto file : imports::env_samples) take(std::string(file), largest_other);
    return found;
}

void note_empty(std::vector<Outcome>& outcomes, const std::string& path, std::string reason)
{
    outcomes.push_back({.app = path, .path = path, .verdict = Verdict::refused, .reasons = {std::move(reason)}});
}

void take_spot(Format format, const StoreFiles& store, const imports::Spot& spot, std::vector<Outcome>& outcomes)
{
    const auto prefix = spot.folder.empty() ? std::string() : spot.folder + "/";
    if (format != Format::portainer && format != Format::run) {
        outcomes.push_back(imports::take_definition(format, load(store, spot)));
        return;
    }
    const auto text = store.read(prefix + spot.file, largest_text);
    if (!text) {
        note_empty(outcomes, spot.path, "the file cannot be read, or is larger than 4 MiB");
        return;
    }
    // A stack file is named from the top of its repository; in part of a checkout only its name may be left.
    const auto stack = [&](const std::string& file) {
        const auto name = file.substr(file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1);
        const auto stem = name.substr(0, name.rfind('.'));
        for (const auto& path : {file, prefix + file, prefix + stem + "/" + name, prefix + name}) {
            if (auto found = store.read(path, largest_text)) return *std::move(found);
        }
        return std::string();
    };
    auto more =
        format == Format::run ? imports::take_commands(*text, spot.path) : imports::take_templates(*text, spot.path, stack);
    std::ranges::move(more, std::back_inserter(outcomes));
}

/// A definition may be given as its folder or as its file: what stands beside a file belongs to it.
Result<std::vector<Outcome>> read_source(Format format, const StoreFiles& store, const std::filesystem::path& source)
{
    std::vector<Outcome> outcomes;
    TRY(auto paths, store.list());
    auto spots = imports::find_definitions(format, paths);
    if (!store.single().empty()) {
        imports::Spot spot{.id = store.folder().filename().string(),
            .folder = "",
            .file = store.single(),
            .path = store.single(),
            .files = {}};
        const auto dot = spot.file.rfind('.');
        const auto stem = spot.file.substr(0, dot);
        if (format == Format::coolify && !stem.contains("compose")) spot.id = stem;
        if (format == Format::compose && stem != "docker-compose" && stem != "compose") spot.id = stem;
        if (format == Format::casaos || format == Format::runtipi || format == Format::dokploy
            || format == Format::compose) {
            for (const auto* beside : {"config.json", "template.toml", "meta.json", "icon.svg", "metadata/description.md"})
                spot.files.emplace_back(beside);
            if (format == Format::runtipi && spot.file == "config.json") {
                spot.file = store.read("docker-compose.json", largest_text) ? "docker-compose.json" : "docker-compose.yml";
                spot.files.emplace_back("config.json");
            }
        }
        spots = {std::move(spot)};
    }
    for (auto& spot : spots) {
        if (spot.id.empty()) spot.id = store.folder().filename().string();
        if (spot.path.empty()) spot.path = spot.file;
        take_spot(format, store, spot, outcomes);
    }
    if (outcomes.empty()) {
        auto kind = imports::foreign_kind(paths);
        note_empty(outcomes, source.filename().string(),
            fmt::format("no definition of the kind {} is there{}",
                imports::format_words.at(static_cast<std::size_t>(format)), kind.empty() ? "" : "; " + kind));
    }
    return outcomes;
}

imports::Origin origin_of(Format format, const StoreFiles& store, std::string& prefix)
{
    imports::Origin origin{.store = std::string(imports::format_words.at(static_cast<std::size_t>(format)))};
    const auto checkout = git_checkout(store.folder());
    origin.repository =
        imports::web_address(checkout.repository).empty() ? checkout.repository : imports::web_address(checkout.repository);
    origin.commit = checkout.commit;
    auto top = checkout.top.empty() ? store.folder() : checkout.top;
    if (!checkout.top.empty()) {
        prefix = store.folder().lexically_relative(checkout.top).string();
        if (prefix == ".") prefix.clear();
        if (!prefix.empty()) prefix += "/";
    }
    for (auto folder = store.folder(); origin.licence.empty(); folder = folder.parent_path()) {
        const auto files = StoreFiles::open(folder);
        for (const auto* name : {"LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING"}) {
            if (!files || !origin.licence.empty()) break;
            if (const auto text = files->read(name, largest_other)) origin.licence = imports::licence_of(*text);
        }
        if (folder == top || folder == folder.parent_path()) break;
    }
    return origin;
}

/// Ports of the apps that stand in the folder and are not written again.
std::set<int> ports_in(const std::filesystem::path& target, const std::vector<Outcome>& outcomes)
{
    std::set<int> ports;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(target, error)) {
        const auto name = entry.path().filename().string();
        if (std::ranges::find(outcomes, name, &Outcome::app) != outcomes.end()) continue;
        const auto files = StoreFiles::open(entry.path());
        const auto text = files ? files->read("manifest.json", largest_other) : std::nullopt;
        const auto manifest = text ? parse_manifest(*text, ManifestRule::install) : Result<Manifest>{};
        if (!text || !manifest) continue;
        ports.insert(manifest->ports.begin(), manifest->ports.end());
        for (const auto& setting : manifest->settings) {
            if (setting.type == SettingType::port) ports.insert(std::atoi(setting.default_value.c_str()));
        }
    }
    return ports;
}

json::array texts(const std::vector<std::string>& list)
{
    json::array out;
    for (const auto& text : list) out.emplace_back(text);
    return out;
}

std::string json_line(const Outcome& outcome)
{
    return json::serialize(json::object{{"app", outcome.app}, {"result", imports::to_text(outcome.verdict)},
               {"reasons", texts(outcome.reasons)}, {"path", outcome.path}, {"services", outcome.services},
               {"settings", texts(outcome.settings)}, {"repairs", texts(outcome.repairs)}})
        + "\n";
}

std::string text_lines(const Outcome& outcome)
{
    const std::string word =
        outcome.verdict == Verdict::needs_review ? "needs review" : std::string(imports::to_text(outcome.verdict));
    auto text = fmt::format("{:13} {}\n", word, cli::printable(outcome.app));
    for (const auto& reason : outcome.reasons) text += fmt::format("              - {}\n", cli::printable(reason));
    return text;
}

} // namespace

Result<int> import_store(cli::Console& console, const cli::Invocation& invocation, const std::filesystem::path& folder)
{
    TRY(const auto format, format_of(invocation));
    const auto out = invocation.value("--out");
    if (!out || out->empty()) return cli::usage("import needs --out", "the folder that the app folders are written to");
    const auto& word = invocation.arguments.front();
    const auto source = folder / word;
    std::error_code error;
    std::vector<Outcome> outcomes;
    std::optional<StoreFiles> store;
    if (format == Format::run && word.contains(' ') && !std::filesystem::exists(source, error)) {
        outcomes = imports::take_commands(word, "");
    } else {
        TRY(auto opened, StoreFiles::open(source));
        store.emplace(std::move(opened));
        TRY(outcomes, read_source(format, *store, source));
    }
    const auto target = folder / *out;
    imports::settle(outcomes, ports_in(target, outcomes));
    std::string prefix;
    const auto origin = store ? origin_of(format, *store, prefix) : imports::Origin{.store = "run"};
    std::filesystem::create_directories(target, error);
    if (error) {
        return fail({.kind = ErrorKind::unavailable,
            .key = "out_folder",
            .message = fmt::format("{} cannot be made: {}", target.string(), error.message()),
            .hint = "name another folder with --out"});
    }
    std::size_t written = 0;
    std::array<std::size_t, 3> counts{};
    for (auto& outcome : outcomes) {
        if (outcome.draft) {
            if (!outcome.path.empty()) outcome.draft->definition.path = prefix + outcome.path;
            const auto done =
                write_app_folder(target, outcome.app, imports::app_files(*outcome.draft, outcome.port, origin));
            if (!done) {
                if (done.error().kind != ErrorKind::conflict && done.error().kind != ErrorKind::invalid)
                    return fail(done.error());
                outcome.verdict = Verdict::refused;
                outcome.reasons = {done.error().message};
            } else {
                ++written;
            }
            outcome.draft.reset();
        }
        ++counts.at(static_cast<std::size_t>(outcome.verdict));
        console.out(invocation.has("--json") ? json_line(outcome) : text_lines(outcome));
    }
    if (!invocation.has("--json")) {
        console.out(fmt::format("\n{} ok, {} to be looked at, {} refused; {} app folders in {}\n", counts[0], counts[1],
            counts[2], written, cli::printable(target.string())));
    }
    return written > 0 ? cli::exit_done : cli::exit_failed;
}

} // namespace furtka::offline
