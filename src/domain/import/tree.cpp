#include "domain/import/tree.hpp"

#include <algorithm>

namespace furtka::imports {

const Node* Node::find(std::string_view name) const
{
    const auto found = std::ranges::find(members, name, &Member::first);
    return found == members.end() ? nullptr : &found->second;
}

Node* Node::find(std::string_view name)
{
    const auto found = std::ranges::find(members, name, &Member::first);
    return found == members.end() ? nullptr : &found->second;
}

Node& Node::at(std::string_view name)
{
    if (auto* found = find(name)) return *found;
    kind = Kind::map;
    return members.emplace_back(std::string(name), Node{}).second;
}

void Node::set(std::string_view name, Node value) { at(name) = std::move(value); }

bool Node::erase(std::string_view name)
{
    return std::erase_if(members, [&](const Member& member) { return member.first == name; }) > 0;
}

std::string_view Node::text_of(std::string_view name) const
{
    const auto* found = find(name);
    return found == nullptr ? std::string_view() : found->text_or_empty();
}

std::vector<std::string> Node::texts_of(std::string_view name) const
{
    std::vector<std::string> texts;
    const auto* found = find(name);
    if (found == nullptr) return texts;
    if (found->is_scalar()) texts.push_back(found->text);
    for (const auto& item : found->items) {
        if (item.is_scalar()) texts.push_back(item.text);
    }
    return texts;
}

bool Node::same(const Node& other) const
{
    if (kind != other.kind || text != other.text || items.size() != other.items.size()
        || members.size() != other.members.size()) {
        return false;
    }
    const bool same_items = std::ranges::equal(items, other.items, [](const Node& a, const Node& b) { return a.same(b); });
    if (!same_items) return false;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& [name, value] = members[i];
        // Most often both have the same order.
        const auto* there = other.members[i].first == name ? &other.members[i].second : other.find(name);
        if (there == nullptr || !value.same(*there)) return false;
    }
    return true;
}

} // namespace furtka::imports
