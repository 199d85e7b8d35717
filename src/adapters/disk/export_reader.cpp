#include "adapters/disk/export_reader.hpp"

#include "adapters/disk/check_tar.hpp"
#include "adapters/disk/files.hpp"

#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <unistd.h>
#include <utility>

namespace furtka {
namespace {

using Kind = ExportPart::Kind;

Result<OwnedFd> folder_for(int root, std::string_view path)
{
    OwnedFd at(::dup(root));
    for (auto slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
        TRY(at, make_folder(at.get(), std::string(path.substr(0, slash)), 0755));
        path.remove_prefix(slash + 1);
    }
    return at;
}

Result<void> unpack_file(ExportReader& reader, int root, const ExportPart& part)
{
    TRY(const OwnedFd folder, folder_for(root, part.path));
    const auto name = part.path.substr(part.path.rfind('/') + 1); // npos + 1 is 0
    const mode_t mode = part.runnable ? 0755 : 0644;
    const OwnedFd file(openat(folder.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file) return fail(disk_error(errno, "unpack an export"));
    for (;;) {
        TRY(const auto piece, reader.read());
        if (piece.empty()) break;
        if (!write_all(file.get(), piece)) return fail(disk_error(errno, "unpack an export"));
    }
    if (fchmod(file.get(), mode) != 0) return fail(disk_error(errno, "unpack an export"));
    return {};
}

std::unexpected<Error> was_stopped()
{
    return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "it was cancelled"});
}

} // namespace

Result<ExportReader> ExportReader::open(int file, std::uint64_t size, const SealKey& key)
{
    TRY(auto sealed, SealedReader::open(file, key));
    return ExportReader(std::move(sealed), size);
}

Result<std::optional<ExportPart>> ExportReader::next()
{
    while (in_part_) CHECK(read());
    TRY(const auto frame, sealed_.next());
    if (frame.kind == FrameKind::last) {
        CHECK(guard_.end());
        return std::optional<ExportPart>();
    }
    if (frame.kind != FrameKind::begin) return export_damaged("a part of it has no beginning");
    TRY(auto part, parse_export_part(frame.bytes));
    CHECK(guard_.begin(part));
    in_part_ = true;
    return std::optional(std::move(part));
}

Result<std::string> ExportReader::read()
{
    if (!in_part_) return std::string();
    TRY(auto frame, sealed_.next());
    if (frame.kind == FrameKind::end) {
        in_part_ = false;
        return std::string();
    }
    if (frame.kind != FrameKind::data || frame.bytes.empty()) return export_damaged("a part of it has no end");
    CHECK(guard_.data(frame.bytes.size()));
    return std::move(frame.bytes);
}

Result<std::string> ExportReader::read_all()
{
    std::string all;
    for (;;) {
        TRY(const auto piece, read());
        if (piece.empty()) return all;
        all += piece;
    }
}

Result<ExportFront> read_front(ExportReader& reader, int folder)
{
    ExportFront front;
    for (;;) {
        TRY(const auto part, reader.next());
        if (!part) return export_damaged("a part of it is missing");
        if (part->kind == Kind::images) return front;
        if (part->kind == Kind::index) {
            TRY(const auto text, reader.read_all());
            TRY(front.index, parse_export_index(text));
            reader.know(front.index);
        } else if (part->kind == Kind::env) {
            TRY(front.env, reader.read_all());
        } else if (part->kind == Kind::file) {
            CHECK(unpack_file(reader, folder, *part));
        } else {
            return export_damaged("its parts are not in order");
        }
    }
}

Result<void> verify_export(int file, std::uint64_t size, const SealKey& key, const std::function<bool()>& stop)
{
    TRY(auto reader, ExportReader::open(file, size, key));
    ExportIndex index;
    std::string piece;
    const TarPieces pieces = [&]() -> Result<std::string_view> {
        if (stop()) return was_stopped();
        TRY(piece, reader.read());
        return std::string_view(piece);
    };
    for (;;) {
        if (stop()) return was_stopped();
        TRY(const auto part, reader.next());
        if (!part) return {};
        if (part->kind == Kind::index) {
            TRY(const auto text, reader.read_all());
            TRY(index, parse_export_index(text));
            reader.know(index);
        }
        if (part->kind == Kind::images) CHECK(check_image_tar(pieces, index.images));
        if (part->kind == Kind::data) CHECK(check_data_tar(pieces));
    }
}

} // namespace furtka
