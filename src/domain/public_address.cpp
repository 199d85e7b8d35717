#include "domain/public_address.hpp"

#include <algorithm>

namespace furtka {
namespace {

struct Block {
    std::uint32_t network = 0;
    int bits = 0;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array special{Block{v4(0, 0, 0, 0), 8}, Block{v4(10, 0, 0, 0), 8}, Block{v4(100, 64, 0, 0), 10},
    Block{v4(127, 0, 0, 0), 8}, Block{v4(169, 254, 0, 0), 16}, Block{v4(172, 16, 0, 0), 12}, Block{v4(192, 0, 0, 0), 24},
    Block{v4(192, 0, 2, 0), 24}, Block{v4(192, 88, 99, 0), 24}, Block{v4(192, 168, 0, 0), 16}, Block{v4(198, 18, 0, 0), 15},
    Block{v4(198, 51, 100, 0), 24}, Block{v4(203, 0, 113, 0), 24}, Block{v4(224, 0, 0, 0), 3}};

} // namespace

bool is_public_v4(std::uint32_t address)
{
    return std::ranges::none_of(special, [&](const Block& block) {
        const auto mask = ~std::uint32_t{0} << static_cast<unsigned>(32 - block.bits);
        return (address & mask) == block.network;
    });
}

bool is_public_v6(const std::array<std::uint8_t, 16>& address)
{
    if ((address[0] & 0xe0U) != 0x20U)
        return false; // outside of 2000::/3: also ::1, fe80::, fc00::, ::ffff:a.b.c.d, 64:ff9b::
    const unsigned first = static_cast<unsigned>(address[0]) << 8U | address[1];
    const unsigned second = static_cast<unsigned>(address[2]) << 8U | address[3];
    if (first == 0x2002) return false; // 6to4
    if (first == 0x2001 && second < 0x0200) return false; // Teredo and the other protocol assignments of 2001::/23
    if (first == 0x2001 && second == 0x0db8) return false; // documentation
    return first != 0x3fff; // documentation too (RFC 9637)
}

} // namespace furtka
