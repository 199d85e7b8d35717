// domain/minisign.hpp — public keys and signature files of minisign (jedisct1.github.io/minisign), taken apart.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

struct SigningKey {
    std::string id; ///< 8 bytes
    std::string bytes; ///< 32 bytes, Ed25519
    bool operator==(const SigningKey&) const = default;
};

struct FileSignature {
    bool of_hash = true; ///< of the file's BLAKE2b-512 (`ED`); else of the file itself (`Ed`)
    std::string key_id; ///< 8 bytes
    std::string bytes; ///< 64 bytes
    std::string trusted_comment;
    std::string comment_bytes; ///< 64 bytes: signature of `bytes` followed by the trusted comment
    bool operator==(const FileSignature&) const = default;
};

inline constexpr std::size_t largest_signature_file = std::size_t{4} * 1024;

/// The base64 line, or the text of a `.pub` file with its comment. invalid `catalog_key`.
Result<SigningKey> parse_signing_key(std::string_view text);

/// invalid `signature_format`.
Result<FileSignature> parse_signature(std::string_view text);

/// The seconds of `timestamp:1700000000` in a trusted comment.
std::optional<std::int64_t> signed_at(std::string_view trusted_comment);

} // namespace furtka
