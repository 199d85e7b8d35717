#include "domain/minisign.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"

#include <charconv>
#include <vector>

namespace furtka {
namespace {

constexpr std::size_t id_bytes = 8;
constexpr std::size_t key_bytes = 32;
constexpr std::size_t signature_bytes = 64;
constexpr std::string_view untrusted = "untrusted comment:";
constexpr std::string_view trusted = "trusted comment: ";

/// Without their line ends; blank ones left out.
std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

std::unexpected<Error> bad_signature(std::string found)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "signature_format",
        .message = "the signature is not one of minisign: " + std::move(found),
        .hint = "sign the archive with minisign -S and put the .minisig file beside it"});
}

} // namespace

Result<SigningKey> parse_signing_key(std::string_view text)
{
    const auto lines = lines_of(text);
    const bool with_comment = lines.size() == 2 && lines[0].starts_with(untrusted);
    const auto bytes = lines.size() == 1 || with_comment ? base64_decode(trimmed(lines.back())) : std::string();
    if (bytes.size() == 2 + id_bytes + key_bytes && bytes.starts_with("Ed"))
        return SigningKey{.id = bytes.substr(2, id_bytes), .bytes = bytes.substr(2 + id_bytes)};
    return fail({.kind = ErrorKind::invalid,
        .key = "catalog_key",
        .message = "the key is not a public key of minisign",
        .hint = "it is the line that begins with RW in the author's .pub file"});
}

Result<FileSignature> parse_signature(std::string_view text)
{
    if (text.size() > largest_signature_file) return bad_signature("it is too long");
    const auto lines = lines_of(text);
    if (lines.size() != 4 || !lines[0].starts_with(untrusted)) return bad_signature("it has not the four lines");
    if (!lines[2].starts_with(trusted)) return bad_signature("it has no trusted comment");
    const auto bytes = base64_decode(lines[1]);
    auto comment_bytes = base64_decode(lines[3]);
    const bool of_hash = bytes.starts_with("ED");
    const bool whole = bytes.size() == 2 + id_bytes + signature_bytes && (of_hash || bytes.starts_with("Ed"))
        && comment_bytes.size() == signature_bytes;
    if (!whole) return bad_signature("a line of it is not what it should be");
    return FileSignature{.of_hash = of_hash,
        .key_id = bytes.substr(2, id_bytes),
        .bytes = bytes.substr(2 + id_bytes),
        .trusted_comment = std::string(lines[2].substr(trusted.size())),
        .comment_bytes = std::move(comment_bytes)};
}

std::optional<std::int64_t> signed_at(std::string_view trusted_comment)
{
    constexpr std::string_view word = "timestamp:";
    const auto at = trusted_comment.find(word);
    if (at == std::string_view::npos) return std::nullopt;
    if (at > 0 && trusted_comment[at - 1] != '\t' && trusted_comment[at - 1] != ' ') return std::nullopt;
    const auto digits = trusted_comment.substr(at + word.size());
    std::int64_t seconds = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (problem != std::errc{} || seconds < 0) return std::nullopt;
    return seconds;
}

} // namespace furtka
