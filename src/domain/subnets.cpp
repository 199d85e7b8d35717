#include "domain/subnets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace furtka {
namespace {

/// A number of at most `most`, without sign or leading zeros, taken off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text, std::uint32_t most)
{
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (problem != std::errc{} || number > most || (length > 1 && text.front() == '0')) return std::nullopt;
    text.remove_prefix(length);
    return number;
}

bool take(std::string_view& text, char c)
{
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

std::uint64_t size_of(int prefix) { return std::uint64_t{1} << (32 - prefix); }
bool is_prefix(int prefix) { return prefix >= 0 && prefix <= 32; }
std::uint64_t begin_of(const Subnet& subnet) { return subnet.address & ~(size_of(subnet.prefix) - 1); }
std::uint64_t end_of(const Subnet& subnet) { return begin_of(subnet) + size_of(subnet.prefix); }

/// A YAML double-quoted scalar: whatever the text, it is read back as that text.
std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace

std::optional<Subnet> Subnet::parse(std::string_view text)
{
    std::uint32_t address = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0 && !take(text, '.')) return std::nullopt;
        const auto number = take_number(text, 255);
        if (!number) return std::nullopt;
        address = address << 8 | *number;
    }
    if (!take(text, '/')) return std::nullopt;
    const auto prefix = take_number(text, 32);
    if (!prefix || !text.empty()) return std::nullopt;
    Subnet subnet{.address = address, .prefix = static_cast<int>(*prefix)};
    subnet.address = static_cast<std::uint32_t>(begin_of(subnet));
    return subnet;
}

std::string Subnet::text() const
{
    return fmt::format("{}.{}.{}.{}/{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255, prefix);
}

bool Subnet::overlaps(const Subnet& other) const
{
    return begin_of(*this) < end_of(other) && begin_of(other) < end_of(*this);
}

std::vector<Subnet> free_subnets(const Subnet& pool, int prefix, const std::vector<Subnet>& taken, std::size_t count)
{
    std::vector<Subnet> found;
    if (!is_prefix(prefix) || !is_prefix(pool.prefix) || prefix < pool.prefix) return found;

    auto blocks = taken;
    std::erase_if(blocks, [](const Subnet& block) { return !is_prefix(block.prefix); });
    std::ranges::sort(blocks, {}, begin_of);

    const auto size = size_of(prefix);
    auto at = begin_of(pool);
    auto block = blocks.begin();
    while (found.size() < count && at + size <= end_of(pool)) {
        while (block != blocks.end() && end_of(*block) <= at) ++block;
        if (block != blocks.end() && begin_of(*block) < at + size) {
            at = (end_of(*block) + size - 1) / size * size;
            continue;
        }
        found.push_back({.address = static_cast<std::uint32_t>(at), .prefix = prefix});
        at += size;
    }
    return found;
}

std::string network_override(const std::vector<std::pair<std::string, Subnet>>& networks)
{
    if (networks.empty()) return "networks: {}\n";
    std::string out = "networks:\n";
    for (const auto& [key, subnet] : networks) {
        out += fmt::format("  {}:\n    ipam:\n      config:\n        - subnet: {}\n", quoted(key), quoted(subnet.text()));
    }
    return out;
}

} // namespace furtka
