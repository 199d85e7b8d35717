#include "domain/own_tags.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace furtka {
namespace {

constexpr std::string_view hub = "docker.io";
constexpr std::string_view stand_ins = "furtka/pinned";
constexpr std::string_view moving_prefix = "furtka/moving/";

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// FNV-1a: the same on every machine and in every version.
std::uint32_t checksum(std::string_view text)
{
    std::uint32_t sum = 2166136261U;
    for (const char c : text) sum = (sum ^ static_cast<unsigned char>(c)) * 16777619U;
    return sum;
}

/// Small letters and digits, with one `-`, `_` or `.` between them.
std::string path_part(std::string_view name)
{
    if (name == "*") return "*";
    std::string part;
    for (char c : name) {
        c = ascii_lower(c);
        const bool separates = c == '-' || c == '_' || c == '.';
        if (is_plain(c) || (separates && !part.empty() && is_plain(part.back()))) part += c;
    }
    while (!part.empty() && !is_plain(part.back())) part.pop_back();
    if (part == name) return part;
    return fmt::format("{}{}{:08x}", part, part.empty() ? "" : "-", checksum(name));
}

} // namespace

std::string own_repository(std::string_view app, std::string_view service)
{
    return fmt::format("{}{}/{}", own_tags_prefix, path_part(app), path_part(service));
}

ImageRef own_tag(std::string_view app, std::string_view service, int number)
{
    return {.registry = std::string(hub),
        .repository = own_repository(app, service),
        .tag = std::to_string(number),
        .digest = ""};
}

bool is_own_tag(const ImageRef& ref)
{
    return ref.registry == hub && ref.repository.starts_with(own_tags_prefix) && !ref.tag.empty() && !ref.pinned();
}

bool is_own_tag_of(const ImageRef& ref, std::string_view app)
{
    const auto prefix = fmt::format("{}{}/", own_tags_prefix, path_part(app));
    return is_own_tag(ref) && ref.repository.starts_with(prefix);
}

int point_of_tag(const ImageRef& ref)
{
    int number = 0;
    const auto* const end = ref.tag.data() + ref.tag.size();
    const auto [read, problem] = std::from_chars(ref.tag.data(), end, number);
    const bool whole = problem == std::errc{} && read == end && number > 0;
    return is_own_tag(ref) && whole ? number : 0;
}

ImageRef stand_in_name(const ImageId& id)
{
    return {.registry = std::string(hub),
        .repository = std::string(stand_ins),
        .tag = id.text.substr(id.text.find(':') + 1),
        .digest = ""};
}

ImageRef moving_name(std::string_view app, std::size_t number)
{
    return {.registry = std::string(hub),
        .repository = fmt::format("{}{}", moving_prefix, path_part(app)),
        .tag = std::to_string(number),
        .digest = ""};
}

bool is_furtka_name(const ImageRef& ref)
{
    const bool moves = ref.repository == stand_ins || ref.repository.starts_with(moving_prefix);
    return is_own_tag(ref) || (ref.registry == hub && moves && !ref.tag.empty() && !ref.pinned());
}

} // namespace furtka
