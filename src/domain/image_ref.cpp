#include "domain/image_ref.hpp"

#include "base/ascii.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace furtka {
namespace {

constexpr std::string_view hub = "docker.io";
constexpr std::string_view hub_by_another_name = "index.docker.io";
constexpr std::string_view official = "library/";

constexpr std::size_t longest_reference = 4096;
constexpr std::size_t longest_name = 255;
constexpr std::size_t longest_tag = 128;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter_or_digit(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }
bool is_lower_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }
bool is_name_letter(char c) { return is_lower(c) || is_digit(c); }

/// Calls `good(part)` for each part between separators, empty ones too; true when all are good.
template <class Good>
bool every_part(std::string_view text, char separator, Good good)
{
    for (;;) {
        const auto at = text.find(separator);
        if (!good(text.substr(0, at))) return false;
        if (at == std::string_view::npos) return true;
        text.remove_prefix(at + 1);
    }
}

bool is_host_label(std::string_view label)
{
    return !label.empty() && is_letter_or_digit(label.front()) && is_letter_or_digit(label.back())
        && std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_ipv6_in_brackets(std::string_view host)
{
    return host.size() > 2 && host.front() == '[' && host.back() == ']'
        && std::ranges::all_of(host.substr(1, host.size() - 2),
            [](char c) { return c == ':' || is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

bool is_registry(std::string_view text)
{
    const auto colon = text.rfind(':');
    const bool has_port = colon != std::string_view::npos && text.find(']', colon) == std::string_view::npos;
    if (has_port) {
        const auto port = text.substr(colon + 1);
        if (port.empty() || !std::ranges::all_of(port, is_digit)) return false;
        text = text.substr(0, colon);
    }
    return is_ipv6_in_brackets(text) || every_part(text, '.', is_host_label);
}

/// `a-z0-9` words joined by `.`, `_`, `__` or any number of `-`.
bool is_path_part(std::string_view part)
{
    if (part.empty() || !is_name_letter(part.front()) || !is_name_letter(part.back())) return false;
    for (std::size_t i = 0; i < part.size();) {
        const auto end = std::min(part.find_first_not_of("._-", i), part.size());
        const auto joint = part.substr(i, end - i);
        const bool dashes = joint.find_first_not_of('-') == std::string_view::npos;
        if (!dashes && joint != "." && joint != "_" && joint != "__") return false;
        if (joint.empty() && !is_name_letter(part[i])) return false;
        i = joint.empty() ? i + 1 : end;
    }
    return true;
}

bool is_tag(std::string_view tag)
{
    return !tag.empty() && tag.size() <= longest_tag && (is_letter_or_digit(tag.front()) || tag.front() == '_')
        && std::ranges::all_of(tag, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '.' || c == '-'; });
}

/// Hexadecimal digits of the digest algorithms that engines know.
std::optional<std::size_t> digest_length(std::string_view algorithm)
{
    if (algorithm == "sha256") return 64;
    if (algorithm == "sha384") return 96;
    if (algorithm == "sha512") return 128;
    return std::nullopt;
}

bool is_digest(std::string_view digest)
{
    const auto colon = digest.find(':');
    if (colon == std::string_view::npos) return false;
    const auto length = digest_length(digest.substr(0, colon));
    const auto hex = digest.substr(colon + 1);
    return length && hex.size() == *length && std::ranges::all_of(hex, is_lower_hex);
}

/// Whether what stands before the first slash is a registry and not a user's name on Docker Hub.
bool looks_like_registry(std::string_view first)
{
    return first.find_first_of(".:") != std::string_view::npos || first == "localhost"
        || std::ranges::any_of(first, is_upper);
}

std::unexpected<Error> refused(std::string_view text, std::string_view why)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "image_ref",
        .message = fmt::format("'{}' is not an image reference: {}", shown(text), why),
        .hint = "write it as registry/name:tag, for example nginx:1.27 or ghcr.io/owner/app:2"});
}

/// What is wrong with the parts, or nothing.
std::string_view fault(const ImageRef& ref)
{
    if (!is_registry(ref.registry)) return "the registry is not a host name";
    if (ref.repository.empty()) return "the name is missing";
    if (std::ranges::any_of(ref.repository, is_upper)) return "the name must be in small letters";
    if (ref.repository.size() > longest_name) return "the name is longer than 255 characters";
    if (!every_part(ref.repository, '/', is_path_part)) return "the name has a character or a separator that is not allowed";
    return {};
}

} // namespace

Result<ImageRef> ImageRef::parse(std::string_view text)
{
    if (text.empty()) return refused(text, "it is empty");
    if (text.size() > longest_reference) return refused(text, "it is longer than 4096 characters");
    if (text.size() == 64 && std::ranges::all_of(text, is_lower_hex))
        return refused(text, "64 hexadecimal digits are an id, not a name");

    ImageRef ref;
    auto rest = text;
    if (const auto at = rest.find('@'); at != std::string_view::npos) {
        ref.digest = rest.substr(at + 1);
        if (!is_digest(ref.digest)) return refused(text, "what follows @ is not a digest like sha256:…");
        rest = rest.substr(0, at);
    }

    const auto slash = rest.find('/');
    const bool has_registry = slash != std::string_view::npos && looks_like_registry(rest.substr(0, slash));
    ref.registry = has_registry ? rest.substr(0, slash) : hub;
    if (ref.registry == hub_by_another_name) ref.registry = hub;
    if (has_registry) rest.remove_prefix(slash + 1);

    if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
        ref.tag = rest.substr(colon + 1);
        if (!is_tag(ref.tag)) return refused(text, "the tag is not 1 to 128 letters, digits, '_', '.' and '-'");
        rest = rest.substr(0, colon);
    } else if (ref.digest.empty()) {
        ref.tag = "latest";
    }

    const bool is_official = ref.registry == hub && !rest.empty() && rest.find('/') == std::string_view::npos;
    ref.repository = fmt::format("{}{}", is_official ? official : "", rest);
    if (const auto why = fault(ref); !why.empty()) return refused(text, why);
    return ref;
}

std::string ImageRef::familiar_repository() const
{
    if (registry != hub) return fmt::format("{}/{}", registry, repository);
    const bool is_official = repository.starts_with(official) && repository.find('/', official.size()) == std::string::npos;
    return is_official ? repository.substr(official.size()) : repository;
}

std::string ImageRef::familiar() const
{
    return fmt::format("{}{}{}{}{}", familiar_repository(), tag.empty() ? "" : ":", tag, digest.empty() ? "" : "@", digest);
}

} // namespace furtka
