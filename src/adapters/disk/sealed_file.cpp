#include "adapters/disk/sealed_file.hpp"

#include "adapters/disk/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::size_t overhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t stream_header = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t largest_frame = export_piece + 1 + overhead;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string little_endian(std::uint32_t number)
{
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(number >> shift & 0xffU);
    return bytes;
}

std::uint32_t from_little_endian(std::string_view bytes)
{
    std::uint32_t number = 0;
    for (std::size_t i = 4; i-- > 0;) number = number << 8U | static_cast<unsigned char>(bytes[i]);
    return number;
}

std::unexpected<Error> cut_off() { return export_damaged("it is cut off"); }

/// Bytes at a place, fewer at the end of the file.
Result<std::size_t> read_at(int file, std::uint64_t at, char* into, std::size_t size)
{
    std::size_t got = 0;
    while (got < size) {
        const auto count = ::pread(file, into + got, size - got, static_cast<off_t>(at + got));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(disk_error(errno, "read an export"));
        if (count == 0) break;
        got += static_cast<std::size_t>(count);
    }
    return got;
}

/// Magic, size and head, as they are in the file.
Result<std::string> read_head(int file)
{
    std::string begin(export_magic.size() + 4, '\0');
    TRY(const auto got, read_at(file, 0, begin.data(), begin.size()));
    if (got < begin.size() || !begin.starts_with(export_magic)) {
        return fail({.kind = ErrorKind::invalid,
            .key = "export_format",
            .message = "this is no export of an app: it does not begin like one",
            .hint = "wanted is a file that `furtka app export` wrote"});
    }
    const auto size = from_little_endian(std::string_view(begin).substr(export_magic.size()));
    if (size == 0 || size > largest_export_head) return export_damaged("its head is too long");
    begin.resize(begin.size() + size);
    const auto at = begin.size() - size;
    TRY(const auto rest, read_at(file, at, begin.data() + at, size));
    if (rest < size) return cut_off();
    return begin;
}

Result<ExportHead> parse_head(std::string_view head) { return parse_export_head(head.substr(export_magic.size() + 4)); }

} // namespace

Result<SealKey> SealKey::make(const std::optional<ExportKdf>& kdf, std::string_view passphrase)
{
    SealKey key;
    if (!kdf) return key;
    static_assert(crypto_pwhash_SALTBYTES == 16);
    const int done = crypto_pwhash(key.bytes_.data(), key.bytes_.size(), passphrase.data(), passphrase.size(),
        raw(kdf->salt), kdf->passes, kdf->memory, crypto_pwhash_ALG_ARGON2ID13);
    if (done == 0) return key;
    return fail({.kind = ErrorKind::unavailable,
        .key = "passphrase_key",
        .message = fmt::format("the key of the passphrase could not be made: it takes {} MiB of memory", kdf->memory >> 20),
        .hint = "stop an app for the moment, then try again"});
}

Result<SealedWriter> SealedWriter::begin(int file, const ExportHead& head, const SealKey& key)
{
    SealedWriter writer;
    writer.file_ = file;
    const auto text = to_json(head);
    writer.head_ = std::string(export_magic) + little_endian(static_cast<std::uint32_t>(text.size())) + text;
    std::string header(stream_header, '\0');
    crypto_secretstream_xchacha20poly1305_init_push(&writer.state_, raw(header), key.data());
    CHECK(writer.put(writer.head_ + header));
    return writer;
}

Result<void> SealedWriter::frame(FrameKind kind, std::string_view bytes)
{
    std::string plain(1, static_cast<char>(kind));
    plain += bytes;
    std::string sealed(plain.size() + overhead, '\0');
    const unsigned char tag = kind == FrameKind::last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                                      : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    crypto_secretstream_xchacha20poly1305_push(
        &state_, raw(sealed), nullptr, raw(plain), plain.size(), raw(head_), head_.size(), tag);
    head_.clear();
    return put(little_endian(static_cast<std::uint32_t>(sealed.size())) + sealed);
}

Result<void> SealedWriter::put(std::string_view bytes)
{
    if (!write_all(file_, bytes)) return fail(disk_error(errno, "write an export"));
    written_ += bytes.size();
    return {};
}

Result<ExportHead> SealedReader::head(int file)
{
    TRY(const auto head, read_head(file));
    return parse_head(head);
}

Result<SealedReader> SealedReader::open(int file, const SealKey& key)
{
    SealedReader reader;
    reader.file_ = file;
    TRY(reader.head_, read_head(file));
    TRY(const auto head, parse_head(reader.head_));
    reader.has_passphrase_ = head.kdf.has_value();
    reader.at_ = reader.head_.size();
    std::string header(stream_header, '\0');
    TRY(const bool whole, reader.read(header.data(), header.size()));
    if (!whole) return cut_off();
    if (crypto_secretstream_xchacha20poly1305_init_pull(&reader.state_, raw(header), key.data()) != 0)
        return export_damaged("its seal cannot be begun");
    return reader;
}

Result<Frame> SealedReader::next()
{
    std::string length(4, '\0');
    TRY(const bool has_length, read(length.data(), length.size()));
    if (!has_length) return cut_off();
    const auto size = from_little_endian(length);
    if (size <= overhead || size > largest_frame) return export_damaged("a piece of it has a length that cannot be");
    std::string sealed(size, '\0');
    TRY(const bool whole, read(sealed.data(), sealed.size()));
    if (!whole) return cut_off();

    std::string plain(size - overhead, '\0');
    unsigned char tag = 0;
    const int good = crypto_secretstream_xchacha20poly1305_pull(
        &state_, raw(plain), nullptr, &tag, raw(sealed), sealed.size(), raw(head_), head_.size());
    if (good != 0 && first_ && has_passphrase_) {
        return fail({.kind = ErrorKind::denied,
            .key = "passphrase_wrong",
            .message = "the passphrase is not the one of this export, or the file is damaged at its beginning",
            .hint = "try the passphrase again; nothing has been changed"});
    }
    if (good != 0) return export_damaged("it is not as it was written");
    first_ = false;
    head_.clear();
    Frame frame{.kind = static_cast<FrameKind>(plain.front()), .bytes = plain.substr(1)};
    const bool last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    if (last != (frame.kind == FrameKind::last)) return export_damaged("its end is not where it should be");
    char more = 0;
    if (last) {
        TRY(const auto behind, read_at(file_, at_, &more, 1));
        if (behind != 0) return export_damaged("there is something behind its end");
    }
    return frame;
}

Result<bool> SealedReader::read(char* into, std::size_t size)
{
    TRY(const auto got, read_at(file_, at_, into, size));
    at_ += got;
    return got == size;
}

} // namespace furtka
