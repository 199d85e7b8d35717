// Portainer's app templates, versions 2 and 3: one container described by the entry itself (type 1), or a stack whose
// compose file stands in a repository (types 2 and 3).
#include "base/ascii.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/readers.hpp"
#include "domain/import/variables.hpp"
#include "domain/import/yaml_read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::imports {
namespace {

Node text_list(const std::vector<std::string>& from)
{
    Node list = Node::list();
    for (const auto& text : from) list.items.push_back(Node::scalar(text));
    return list;
}

Node template_volumes(const Node& entry)
{
    Node volumes = Node::list();
    const auto* theirs = entry.find("volumes");
    if (theirs == nullptr) return volumes;
    for (const auto& item : theirs->items) {
        const auto target = item.is_scalar() ? std::string_view(item.text) : item.text_of("container");
        const auto source = item.text_of("bind");
        if (target.empty()) continue;
        std::string volume = source.empty() ? std::string(target) : fmt::format("{}:{}", source, target);
        if (item.text_of("readonly") == "true") volume += ":ro";
        volumes.items.push_back(Node::scalar(std::move(volume)));
    }
    return volumes;
}

/// The environment of the one service: what is asked becomes a variable, what is preset a value.
Node template_environment(const Node& entry)
{
    Node environment = Node::map();
    const auto* theirs = entry.find("env");
    if (theirs == nullptr) return environment;
    for (const auto& item : theirs->items) {
        const std::string name(item.text_of("name"));
        if (name.empty()) continue;
        const bool preset = item.text_of("preset") == "true" || item.find("set") != nullptr;
        const auto value = item.find("set") != nullptr ? item.text_of("set") : item.text_of("default");
        environment.set(name, Node::scalar(preset ? escaped(value) : fmt::format("${{{}}}", setting_name_of(name))));
    }
    return environment;
}

void take_template_form(Definition& definition, const Node& entry)
{
    const auto* theirs = entry.find("env");
    if (theirs == nullptr) return;
    for (const auto& item : theirs->items) {
        const std::string name(item.text_of("name"));
        if (name.empty()) continue;
        if (item.text_of("preset") == "true" || item.find("set") != nullptr) {
            definition.variables[name] =
                escaped(item.find("set") != nullptr ? item.text_of("set") : item.text_of("default"));
            continue;
        }
        Setting setting{.name = setting_name_of(name),
            .label = std::string(item.text_of("label")),
            .description = std::string(item.text_of("description")),
            .default_value = std::string(item.text_of("default"))};
        // `<options>` stands for what the owner puts there.
        if (setting.default_value.starts_with('<') && setting.default_value.ends_with('>')) setting.default_value.clear();
        definition.open_variables.push_back(name);
        if (setting.label.empty()) setting.label = name;
        if (const auto* choices = item.find("select"); choices != nullptr && !choices->items.empty()) {
            setting.type = SettingType::select;
            for (const auto& choice : choices->items) {
                setting.options.emplace_back(choice.text_of("value"));
                if (choice.text_of("default") == "true") setting.default_value = choice.text_of("value");
            }
            if (std::ranges::find(setting.options, setting.default_value) == setting.options.end())
                setting.default_value.clear();
        }
        if (std::ranges::find(definition.form, setting.name, &Setting::name) == definition.form.end())
            definition.form.push_back(std::move(setting));
    }
}

/// `[{name, value}]`, or a map.
Node template_labels(const Node& entry)
{
    Node labels = Node::map();
    const auto* theirs = entry.find("labels");
    if (theirs == nullptr) return labels;
    for (const auto& item : theirs->items) {
        const std::string name(item.text_of("name"));
        if (!name.empty()) labels.set(name, Node::scalar(escaped(item.text_of("value"))));
    }
    for (const auto& [name, value] : theirs->members) labels.set(name, Node::scalar(escaped(value.text_or_empty())));
    return labels;
}

Node container_of(const Node& entry, Definition& definition)
{
    Node service = Node::map({{"image", Node::scalar(std::string(entry.text_of("image")))}});
    if (const auto registry = entry.text_of("registry"); !registry.empty())
        service.set("image", Node::scalar(fmt::format("{}/{}", registry, entry.text_of("image"))));
    const auto restart = entry.text_of("restart_policy");
    service.set("restart", Node::scalar(restart.empty() ? "unless-stopped" : std::string(restart)));
    if (const auto command = entry.text_of("command"); !command.empty())
        service.set("command", Node::scalar(escaped(command)));
    if (const auto host = entry.text_of("hostname"); !host.empty()) service.set("hostname", Node::scalar(std::string(host)));
    if (entry.text_of("privileged") == "true") service.set("privileged", Node::bare("true"));
    if (entry.text_of("interactive") == "true") {
        service.set("tty", Node::bare("true"));
        service.set("stdin_open", Node::bare("true"));
    }
    if (const auto network = entry.text_of("network"); network == "host" || network == "none")
        service.set("network_mode", Node::scalar(std::string(network)));
    if (auto ports = text_list(entry.texts_of("ports")); !ports.items.empty()) service.set("ports", std::move(ports));
    if (auto volumes = template_volumes(entry); !volumes.items.empty()) service.set("volumes", std::move(volumes));
    if (auto labels = template_labels(entry); !labels.members.empty()) service.set("labels", std::move(labels));
    if (auto values = template_environment(entry); !values.members.empty()) service.set("environment", std::move(values));
    auto name = app_name_of(definition.id);
    return Node::map({{"services", Node::map({{std::move(name), std::move(service)}})}});
}

/// The note often says which of the ports is the page: "exposed on the port 9000 inside the container".
void take_page_of_note(PageHint& page, const Node& entry)
{
    constexpr std::string_view word = "port ";
    constexpr std::size_t longest_note = 2000;
    const auto note = lowered(std::string(entry.text_of("note").substr(0, longest_note)));
    const auto ports = entry.texts_of("ports");
    for (auto at = note.find(word); at != std::string::npos; at = note.find(word, at + 1)) {
        const auto begin = at + word.size();
        const auto number = note.substr(begin, note.find_first_not_of("0123456789", begin) - begin);
        const auto is_it = [&](const std::string& port) { return port == number || port == number + "/tcp"; };
        if (number.empty() || std::ranges::none_of(ports, is_it)) continue;
        page.container_port = number;
        return;
    }
}

void take_template_listing(Listing& listing, const Node& entry)
{
    listing.display_name = entry.text_of("title");
    listing.description = without_marks(entry.text_of("description"));
    listing.tips = without_marks(entry.text_of("note"));
    if (const auto categories = entry.texts_of("categories"); !categories.empty()) listing.category = categories.front();
}

} // namespace

Result<Definition> read_portainer(const Node& entry, std::string_view stack)
{
    Definition definition{.format = Format::portainer};
    definition.id = entry.text_of("name");
    if (definition.id.empty()) definition.id = entry.text_of("title");
    take_template_listing(definition.listing, entry);
    if (definition.listing.display_name.empty()) definition.listing.display_name = title_of(definition.id);
    definition.roots = {
        {.prefix = "/portainer/Files/AppData/", .place = Place::app_data}, {.prefix = "/portainer/", .place = Place::media}};
    definition.platform_networks = {"agent_network", "portainer_agent_network"};
    if (entry.text_of("platform") == "windows") {
        return fail({.kind = ErrorKind::invalid, .key = "import_unreadable", .message = "it is an app for Windows"});
    }
    take_template_form(definition, entry);
    const auto type = entry.text_of("type");
    if (type == "1" || type == "container" || (type.empty() && entry.find("image") != nullptr)) {
        definition.compose = container_of(entry, definition);
        take_page_of_note(definition.page, entry);
        return definition;
    }
    const auto* repository = entry.find("repository");
    const auto file = repository == nullptr ? std::string_view() : repository->text_of("stackfile");
    auto text = std::string(stack);
    if (text.empty()) text = entry.text_of("stackFileContent");
    if (text.empty()) {
        return fail({.kind = ErrorKind::invalid,
            .key = "import_unreadable",
            .message = fmt::format("its compose file {} is not in the store", file.empty() ? "(not named)" : file)});
    }
    TRY(auto document, parse_yaml(text));
    definition.compose = std::move(document.root);
    definition.doubled = std::move(document.doubled);
    definition.author_text = std::move(text);
    definition.author_name = file.substr(file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1);
    definition.all_variables_to_env_file = true;
    if (type == "2") definition.repairs.emplace_back("swarm-stack");
    return definition;
}

} // namespace furtka::imports
