// domain/public_address.hpp — whether an address of the network is one that everybody may reach.
#pragma once

#include <array>
#include <cstdint>

namespace furtka {

/// Not of this machine, of a private or local network, of a carrier's, of documentation, multicast or nothing at all (the
/// IANA special-purpose registries, RFC 6890). `address` in the host's order.
bool is_public_v4(std::uint32_t address);
/// Only global unicast addresses (2000::/3) that do not carry another address inside (6to4, Teredo) and are no
/// documentation.
bool is_public_v6(const std::array<std::uint8_t, 16>& address);

} // namespace furtka
