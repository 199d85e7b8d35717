#include "domain/move_in/take_over_steps.hpp"

#include "domain/import/variables.hpp"

#include <fmt/format.h>

namespace furtka::moving {

void Work::refuse(std::string key, std::string about, std::string text) const
{
    out.refused.push_back({std::move(key), std::move(about), std::move(text)});
}

void Work::need(std::string key, std::string about, std::string text) const
{
    out.needed.push_back({std::move(key), std::move(about), std::move(text)});
}

void Work::note(std::string key, std::string about, std::string text) const
{
    out.notes.push_back({std::move(key), std::move(about), std::move(text)});
}

std::string Work::filled(std::string_view text) const
{
    const auto value = [&](const imports::Piece& piece) -> std::optional<std::string> {
        const auto found = values.find(piece.name);
        if (found == values.end() || (found->second.empty() && piece.op.starts_with(':'))) return std::nullopt;
        return imports::escaped(found->second);
    };
    return imports::with_defaults(imports::with_variables(text, value));
}

std::vector<const ForeignContainer*> Work::containers_of(std::string_view service) const
{
    std::vector<const ForeignContainer*> found;
    for (const auto& old : source.project.containers) {
        if (old.container.service == service) found.push_back(&old);
    }
    return found;
}

std::string engine_name(const Work& work, const std::string& key, const Node& node)
{
    auto name = work.filled(node.text_of("name"));
    const auto* external = node.find("external");
    if (name.empty() && external != nullptr && external->is_map()) name = work.filled(external->text_of("name"));
    if (!name.empty()) return name;
    const bool outside = external != nullptr && external->text_or_empty() != "false";
    return outside ? key : fmt::format("{}_{}", work.source.project.name, key);
}

Node outside_node(const std::string& name)
{
    Node node = Node::map();
    node.set("external", Node::bare("true"));
    node.set("name", Node::scalar(imports::escaped(name)));
    return node;
}

} // namespace furtka::moving
