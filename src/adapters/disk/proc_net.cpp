#include "adapters/disk/proc_net.hpp"

#include <bit>
#include <charconv>
#include <optional>
#include <string>

namespace furtka {
namespace {

std::vector<std::string_view> words_of(std::string_view line)
{
    std::vector<std::string_view> words;
    while (true) {
        const auto begin = line.find_first_not_of(" \t");
        if (begin == std::string_view::npos) return words;
        line.remove_prefix(begin);
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

template <class Row>
void each_row(std::string_view table, Row row)
{
    bool header = true;
    while (!table.empty()) {
        const auto line = table.substr(0, table.find('\n'));
        table.remove_prefix(std::min(table.size(), line.size() + 1));
        if (!header) row(words_of(line));
        header = false;
    }
}

std::optional<std::uint64_t> number(std::string_view text, int base)
{
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// /proc/net/route prints addresses as the machine holds them in memory; their bytes are in network order.
std::uint32_t host_order(std::uint32_t address)
{
    return std::endian::native == std::endian::little ? __builtin_bswap32(address) : address;
}

} // namespace

std::vector<std::uint64_t> sockets_on_port(std::string_view table, std::string_view protocol, std::uint16_t port)
{
    const std::string_view wanted = protocol == "udp" ? "07" : "0A";
    std::vector<std::uint64_t> inodes;
    each_row(table, [&](const std::vector<std::string_view>& words) {
        if (words.size() < 10 || words[3] != wanted) return;
        const auto colon = words[1].rfind(':');
        if (colon == std::string_view::npos || number(words[1].substr(colon + 1), 16) != port) return;
        if (const auto inode = number(words[9], 10)) inodes.push_back(*inode);
    });
    return inodes;
}

std::vector<Subnet> routed_subnets(std::string_view table)
{
    std::vector<Subnet> subnets;
    each_row(table, [&](const std::vector<std::string_view>& words) {
        if (words.size() < 8) return;
        const auto destination = number(words[1], 16);
        const auto mask = number(words[7], 16);
        if (!destination || !mask || *mask == 0) return;
        const int prefix = std::popcount(static_cast<std::uint32_t>(*mask));
        subnets.push_back({host_order(static_cast<std::uint32_t>(*destination)), prefix});
    });
    return subnets;
}

} // namespace furtka
