// domain/subnets.hpp — a subnet for each app network, because the engine's default pools end at about 30 networks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// An IPv4 network, `10.89.3.0/24`.
struct Subnet {
    std::uint32_t address = 0;
    int prefix = 32;

    static std::optional<Subnet> parse(std::string_view text);
    std::string text() const;
    bool overlaps(const Subnet& other) const;
    bool operator==(const Subnet&) const = default;
};

/// The first subnets of size `prefix` inside `pool` that overlap nothing in `taken` nor each other; fewer than `count` when
/// the pool is used up.
std::vector<Subnet> free_subnets(const Subnet& pool, int prefix, const std::vector<Subnet>& taken, std::size_t count);

/// A compose override file that gives each network (by its key) its subnet.
std::string network_override(const std::vector<std::pair<std::string, Subnet>>& networks);

} // namespace furtka
