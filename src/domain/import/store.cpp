#include "domain/import/store.hpp"

#include "domain/import/listing.hpp"
#include "domain/import/shell_words.hpp"
#include "domain/import/structured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace furtka::imports {
namespace {

constexpr int own_port = 7000; ///< Furtka's page
constexpr int first_free = 20000; ///< ports of pages that had to move
constexpr int free_ports = 10000;
constexpr int lowest_port = 1024; ///< below it are the well-known ones
constexpr std::size_t most_entries = 5000;
constexpr std::size_t longest_command = 16UL * 1024; ///< a quote that goes on behind it was never closed

Outcome refused_outcome(std::string app, std::string path, const Error& error)
{
    auto reason = error.hint.empty() ? error.message : fmt::format("{}; {}", error.message, error.hint);
    return {.app = std::move(app), .path = std::move(path), .verdict = Verdict::refused, .reasons = {std::move(reason)}};
}

Result<Definition> read_definition(Format format, const Found& found)
{
    switch (format) {
    case Format::casaos: return read_casaos(found);
    case Format::runtipi: return read_runtipi(found);
    case Format::dokploy: return read_dokploy(found);
    case Format::coolify: return read_coolify(found);
    default: return read_compose(found);
    }
}

Outcome made_of(Result<Definition> definition, const std::string& word, const std::string& path)
{
    if (!definition) return refused_outcome(word, path, definition.error());
    if (definition->id.empty()) definition->id = word;
    definition->path = path;
    const auto id = definition->id;
    auto draft = draft_of(*std::move(definition));
    if (!draft) return refused_outcome(app_name_of(id).empty() ? word : app_name_of(id), path, draft.error());
    Outcome outcome{
        .app = draft->name, .path = path, .reasons = draft->reasons, .repairs = draft->repairs, .services = draft->services};
    outcome.verdict = outcome.reasons.empty() ? Verdict::ok : Verdict::needs_review;
    outcome.draft = *std::move(draft);
    return outcome;
}

constexpr std::array<std::string_view, 3> programs{"docker", "podman", "nerdctl"};

bool names_program(std::string_view line)
{
    return std::ranges::any_of(programs, [line](std::string_view program) { return line.contains(program); });
}

bool begins_run(std::string_view line)
{
    for (const auto* before : {"$ ", "sudo "}) {
        if (line.starts_with(before)) line.remove_prefix(std::string_view(before).size());
    }
    return std::ranges::any_of(programs, [line](std::string_view program) {
        return line.starts_with(program) && line.substr(program.size()).starts_with(' ');
    });
}

/// `docker pull` and `docker network create` beside the line are none of its own.
bool names_run(std::string_view command)
{
    if (!names_program(command)) return false;
    const bool creates = command.contains("docker create") || command.contains("container create");
    return command.contains(" run") || creates;
}

/// It ends with a sign that joins lines, or inside of quotes.
bool goes_on_below(std::string_view command)
{
    if (command.ends_with("\\\n") || command.ends_with("`\n") || command.ends_with("^\n")) return true;
    char open = 0;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (open != 0) {
            if (c == '\\' && open == '"') ++i;
            if (c == open) open = 0;
        } else if (c == '\\') {
            ++i;
        } else if (c == '\'' || c == '"') {
            open = c;
        } else if (c == '#' && (i == 0 || command[i - 1] == ' ')) {
            i = std::min(command.find('\n', i), command.size());
        }
    }
    return open != 0;
}

/// The same port at every import of the same app, as long as it is free.
int moved_port(const std::string& app, const std::set<int>& taken)
{
    std::uint32_t hash = 2166136261U;
    for (const char c : app) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    auto offset = static_cast<int>(hash % static_cast<std::uint32_t>(free_ports));
    for (int i = 0; i < free_ports; ++i, offset = (offset + 1) % free_ports) {
        if (!taken.contains(first_free + offset)) return first_free + offset;
    }
    return first_free;
}

/// Ports beside those of pages that are settings: their number is the author's, as long as nobody has it.
void settle_asked_ports(Outcome& outcome, std::set<int>& taken)
{
    auto& draft = *outcome.draft;
    std::set<int> own; // tcp and udp of one number
    for (auto& setting : draft.settings) {
        const bool page = (draft.page && draft.page->setting == setting.name) || draft.more_pages.contains(setting.name);
        if (page || setting.type != SettingType::port || setting.default_value.empty()) continue;
        int port = 0;
        const auto& text = setting.default_value;
        std::from_chars(text.data(), text.data() + text.size(), port);
        if (taken.contains(port) && !own.contains(port)) {
            outcome.repairs.push_back(fmt::format("move-port:{}", port));
            port = moved_port(outcome.app + setting.name, taken);
            setting.default_value = fmt::format("{}", port);
        }
        own.insert(port);
        taken.insert(port);
    }
}

} // namespace

std::string_view to_text(Verdict verdict)
{
    switch (verdict) {
    case Verdict::ok: return "ok";
    case Verdict::needs_review: return "needs-review";
    case Verdict::refused: return "refused";
    }
    return "";
}

Outcome take_definition(Format format, const Found& found)
{
    return made_of(read_definition(format, found), found.id, found.path);
}

std::vector<Outcome> take_templates(
    std::string_view text, const std::string& path, const std::function<std::string(const std::string&)>& stack)
{
    const auto tree = parse_json_tree(text);
    if (!tree) return {refused_outcome(path, path, tree.error())};
    const auto* entries = tree->is_list() ? &*tree : tree->find("templates");
    if (entries == nullptr || !entries->is_list()) {
        return {refused_outcome(
            path, path, {.kind = ErrorKind::invalid, .key = "import_unreadable", .message = "it has no list of templates"})};
    }
    std::vector<Outcome> outcomes;
    for (const auto& entry : entries->items) {
        if (outcomes.size() >= most_entries) break;
        const auto* repository = entry.find("repository");
        const std::string file(repository == nullptr ? std::string_view() : repository->text_of("stackfile"));
        auto word = std::string(entry.text_of("name").empty() ? entry.text_of("title") : entry.text_of("name"));
        if (word.empty()) word = fmt::format("entry {}", outcomes.size() + 1);
        outcomes.push_back(
            made_of(read_portainer(entry, file.empty() ? std::string() : stack(file)), word, file.empty() ? path : file));
    }
    return outcomes;
}

std::vector<Outcome> take_commands(std::string_view text, const std::string& path)
{
    std::vector<Outcome> outcomes;
    std::string command;
    const auto end_command = [&] {
        if (names_run(command)) outcomes.push_back(made_of(read_run(command), path, path));
        command.clear();
    };
    while (!text.empty() && outcomes.size() < most_entries) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
        if (!command.empty() && begins_run(line)) end_command(); // a quote that nobody closed
        if (command.empty() && (line.starts_with('#') || !names_program(line))) continue;
        command += line;
        command += '\n';
        if (command.size() > longest_command || !goes_on_below(command)) end_command();
    }
    end_command();
    if (outcomes.empty())
        outcomes.push_back(refused_outcome(
            path, path, {.kind = ErrorKind::invalid, .key = "import_unreadable", .message = "it has no docker run line"}));
    return outcomes;
}

void settle(std::vector<Outcome>& outcomes, std::set<int> taken)
{
    std::ranges::sort(outcomes, {}, [](const Outcome& outcome) { return std::pair(outcome.app, outcome.path); });
    std::set<std::string> names;
    taken.insert(own_port);
    for (auto& outcome : outcomes) {
        if (!outcome.draft) continue;
        const auto wanted = outcome.app;
        for (int i = 2; !names.insert(outcome.app).second; ++i) outcome.app = fmt::format("{}-{}", wanted, i);
        if (outcome.app != wanted) rename(*outcome.draft, outcome.app);
        taken.insert(outcome.draft->ports.begin(), outcome.draft->ports.end());
    }
    for (auto& outcome : outcomes) {
        if (outcome.draft) settle_asked_ports(outcome, taken);
    }
    for (auto& outcome : outcomes) {
        if (!outcome.draft) continue;
        for (const auto& setting : outcome.draft->settings) outcome.settings.push_back(setting.name);
        for (const auto& [name, wanted] : outcome.draft->more_pages) {
            const bool moves = wanted < lowest_port || taken.contains(wanted);
            const int port = moves ? moved_port(outcome.app + name, taken) : wanted;
            outcome.draft->setting(name).default_value = fmt::format("{}", port);
            taken.insert(port);
        }
        if (!outcome.draft->page) continue;
        const auto& page = *outcome.draft->page;
        outcome.port = page.port;
        if (page.setting.empty()) continue;
        if (page.port < lowest_port || taken.contains(page.port)) {
            outcome.port = moved_port(outcome.app, taken);
            outcome.repairs.push_back(fmt::format("move-port:{}", page.port));
        }
        taken.insert(outcome.port);
    }
}

} // namespace furtka::imports
