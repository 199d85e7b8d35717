#include "domain/replicas.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace furtka {
namespace {

constexpr std::size_t id_prefix = 12;

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool stands_before(const Container& a, const Container& b)
{
    const auto rank = [](const Container& container) {
        return std::tuple(container.runs(), !has_recreate_name(container), container.created_at);
    };
    return rank(a) > rank(b);
}

} // namespace

bool has_recreate_name(const Container& container)
{
    const std::string_view name = container.name;
    return !container.project.empty() && !container.service.empty() && !container.one_off && name.size() > id_prefix + 1
        && name[id_prefix] == '_' && std::ranges::all_of(name.substr(0, id_prefix), is_lower_hex);
}

std::vector<const Container*> replicas_of(const std::vector<Container>& containers, std::string_view service)
{
    std::map<int, const Container*> by_number;
    for (const auto& container : containers) {
        if (container.one_off || container.service != service) continue;
        auto& taken = by_number[container.number];
        if (taken == nullptr || stands_before(container, *taken)) taken = &container;
    }
    std::vector<const Container*> replicas;
    for (const auto& [number, container] : by_number) replicas.push_back(container);
    return replicas;
}

} // namespace furtka
