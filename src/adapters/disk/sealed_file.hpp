// adapters/disk/sealed_file.hpp — the outer form of an export: a head in plain, then frames, each sealed after the one
// before it (XChaCha20-Poly1305, libsodium's secretstream). docs/export.md tells every byte.
#pragma once

#include "base/owned_fd.hpp"
#include "base/result.hpp"
#include "domain/export_file.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// 32 bytes that are wiped with their owner. Without a passphrase they are all zero: then a frame's seal tells only whether
/// the file is damaged.
class SealKey {
public:
    /// Takes some tenths of a second and the memory that `kdf` tells. unavailable `passphrase_key`: there is not so much.
    static Result<SealKey> make(const std::optional<ExportKdf>& kdf, std::string_view passphrase);
    SealKey(const SealKey&) = default;
    SealKey& operator=(const SealKey&) = default;
    SealKey(SealKey&&) noexcept = default;
    SealKey& operator=(SealKey&&) noexcept = default;
    ~SealKey() { sodium_memzero(bytes_.data(), bytes_.size()); }
    const unsigned char* data() const { return bytes_.data(); }

private:
    SealKey() = default;
    std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES> bytes_{};
};

enum class FrameKind : unsigned char { begin = 'B', data = 'D', end = 'E', last = 'Z' };

class SealedWriter {
public:
    /// Writes magic and head. Blocks, as all calls do. The disk's errors.
    static Result<SealedWriter> begin(int file, const ExportHead& head, const SealKey& key);

    /// At most `export_piece` bytes. After FrameKind::last the file is whole.
    Result<void> frame(FrameKind kind, std::string_view bytes);
    std::uint64_t written() const { return written_; }

private:
    SealedWriter() = default;
    Result<void> put(std::string_view bytes);

    int file_ = -1;
    std::uint64_t written_ = 0;
    std::string head_; ///< until the first frame, which vouches for it
    crypto_secretstream_xchacha20poly1305_state state_{};
};

struct Frame {
    FrameKind kind = FrameKind::last;
    std::string bytes;
};

class SealedReader {
public:
    /// The head alone. `file` is read from its beginning. Errors of parse_export_head.
    static Result<ExportHead> head(int file);

    /// Reads from the beginning of `file`, which stays open elsewhere. The first frame tells whether the key is right.
    static Result<SealedReader> open(int file, const SealKey& key);

    /// invalid `export_damaged`: not as it was written, cut off, or bytes behind its end. denied `passphrase_wrong` instead,
    /// for the first frame of a file with a passphrase.
    Result<Frame> next();

private:
    SealedReader() = default;
    Result<bool> read(char* into, std::size_t size);

    int file_ = -1;
    std::uint64_t at_ = 0;
    bool has_passphrase_ = false;
    bool first_ = true;
    std::string head_;
    crypto_secretstream_xchacha20poly1305_state state_{};
};

} // namespace furtka
