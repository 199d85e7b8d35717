#include "domain/import/override.hpp"

namespace furtka::imports {
namespace {

Node reset_tag()
{
    Node gone;
    gone.tag = "!reset";
    return gone;
}

Node replacing(const Node& author, Node value)
{
    const bool merged = !author.is_null() && !author.is_scalar();
    if (merged && (value.is_map() || value.is_list())) value.tag = "!override";
    return value;
}

/// Differences member by member.
Node differences(const Node& before, const Node& wanted)
{
    Node out = Node::map();
    for (const auto& [name, value] : wanted.members) {
        const auto* author = before.find(name);
        if (author == nullptr)
            out.set(name, value);
        else if (!author->same(value))
            out.set(name, replacing(*author, value));
    }
    for (const auto& [name, value] : before.members) {
        if (wanted.find(name) == nullptr && !name.starts_with("x-")) out.set(name, reset_tag());
    }
    return out;
}

} // namespace

Node override_of(const Node& before, const Node& wanted)
{
    Node out = Node::map();
    Node services = Node::map();
    const Node none;
    if (const auto* list = wanted.find("services")) {
        for (const auto& [name, service] : list->members) {
            const auto* author = before.find("services") == nullptr ? nullptr : before.find("services")->find(name);
            auto changed = differences(author == nullptr ? none : *author, service);
            if (!changed.members.empty()) services.set(name, std::move(changed));
        }
    }
    if (!services.members.empty()) out.set("services", std::move(services));
    for (const auto* part : {"networks", "volumes", "configs", "secrets"}) {
        const auto* author = before.find(part);
        const auto* ours = wanted.find(part);
        auto changed = differences(author == nullptr ? none : *author, ours == nullptr ? none : *ours);
        if (!changed.members.empty()) out.set(part, std::move(changed));
    }
    return out;
}

} // namespace furtka::imports
