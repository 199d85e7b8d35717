#include "domain/import/merge.hpp"

namespace furtka::imports {
namespace {

/// Lists that the later file replaces.
bool is_replaced(std::string_view name) { return name == "command" || name == "entrypoint" || name == "test"; }

void take_member(Node& into, const std::string& name, const Node& value)
{
    if (value.tag == "!reset") {
        into.erase(name);
        return;
    }
    auto* known = into.find(name);
    const bool both_maps = known != nullptr && known->is_map() && value.is_map();
    const bool both_lists = known != nullptr && known->is_list() && value.is_list();
    if (value.tag == "!override" || is_replaced(name) || (!both_maps && !both_lists)) {
        Node fresh = value;
        fresh.tag.clear();
        into.set(name, std::move(fresh));
    } else if (both_maps) {
        *known = merged(*known, value);
    } else {
        known->items.insert(known->items.end(), value.items.begin(), value.items.end());
    }
}

} // namespace

Node merged(const Node& base, const Node& override)
{
    Node out = base;
    for (const auto& [name, value] : override.members) take_member(out, name, value);
    return out;
}

} // namespace furtka::imports
