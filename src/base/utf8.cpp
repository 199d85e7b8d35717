#include "base/utf8.hpp"

#include <algorithm>

namespace furtka {
namespace {

unsigned char byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

bool continues(unsigned char byte) { return (byte & 0xc0U) == 0x80U; }

/// What a lead byte promises: the length of its sequence and the range of the second byte (Unicode 15, table 3-7).
struct Lead {
    std::size_t length;
    unsigned char second_min = 0x80;
    unsigned char second_max = 0xbf;
};

Lead lead_of(unsigned char byte)
{
    if (byte < 0x80) return {1};
    if (byte < 0xc2) return {0};
    if (byte < 0xe0) return {2};
    if (byte == 0xe0) return {3, 0xa0, 0xbf};
    if (byte == 0xed) return {3, 0x80, 0x9f};
    if (byte < 0xf0) return {3};
    if (byte == 0xf0) return {4, 0x90, 0xbf};
    if (byte < 0xf4) return {4};
    if (byte == 0xf4) return {4, 0x80, 0x8f};
    return {0};
}

struct Sequence {
    std::size_t length; ///< bytes to step over, at least 1
    bool good;
};

Sequence sequence_at(std::string_view bytes, std::size_t at)
{
    const Lead lead = lead_of(byte_at(bytes, at));
    if (lead.length <= 1) return {1, lead.length == 1};
    std::size_t have = 1;
    while (have < lead.length && at + have < bytes.size()) {
        const unsigned char next = byte_at(bytes, at + have);
        const bool fits = have == 1 ? next >= lead.second_min && next <= lead.second_max : continues(next);
        if (!fits) break;
        ++have;
    }
    return {have, have == lead.length};
}

} // namespace

bool is_utf8(std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const Sequence sequence = sequence_at(bytes, at);
        if (!sequence.good) return false;
        at += sequence.length;
    }
    return true;
}

std::string to_utf8(std::string_view bytes)
{
    if (is_utf8(bytes)) return std::string(bytes);
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const Sequence sequence = sequence_at(bytes, at);
        text += sequence.good ? bytes.substr(at, sequence.length) : std::string_view("\xef\xbf\xbd");
        at += sequence.length;
    }
    return text;
}

std::size_t utf8_cut(std::string_view text, std::size_t most)
{
    if (text.size() <= most) return text.size();
    std::size_t cut = most;
    for (int back = 0; back < 3 && cut > 0 && continues(byte_at(text, cut)); ++back) --cut;
    const bool at_boundary = cut > 0 && !continues(byte_at(text, cut));
    return at_boundary ? cut : most;
}

} // namespace furtka
