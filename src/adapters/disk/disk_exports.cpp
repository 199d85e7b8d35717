#include "adapters/disk/disk_exports.hpp"

#include "adapters/disk/export_incoming.hpp"
#include "adapters/disk/export_parts.hpp"
#include "adapters/disk/export_writer.hpp"
#include "adapters/disk/files.hpp"
#include "base/base64.hpp"
#include "base/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace furtka {
namespace {

constexpr std::size_t most_uploads = 4;
constexpr std::size_t id_bytes = 16;
constexpr const char* exports_folder = "exports";
constexpr const char* imports_folder = "imports";

Result<OwnedFd> open_below(const std::filesystem::path& state, const std::string& name)
{
    std::error_code ignored;
    std::filesystem::create_directories(state, ignored);
    const OwnedFd top = open_folder(state);
    if (!top) return fail(told_of_exports(disk_error(errno, "open the folder " + state.string())));
    return as_exports(make_folder(top.get(), name, 0700));
}

bool is_plain_id(std::string_view id)
{
    return !id.empty() && id.size() <= 64
        && std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::unexpected<Error> unknown_export()
{
    return fail({.kind = ErrorKind::not_found,
        .key = "export_unknown",
        .message = "there is no such export",
        .hint = "it is kept for a day, until it is fetched; export the app again"});
}

std::uint64_t room_in(int folder)
{
    struct statvfs info{};
    if (fstatvfs(folder, &info) != 0) return 0;
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

bool is_older(int folder, const std::string& name, std::chrono::seconds age)
{
    struct stat info{};
    if (fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return false;
    return std::time(nullptr) - info.st_mtime > age.count();
}

void tell_leftover(const Result<void>& result)
{
    if (!result) log::warning("old export not deleted", {{"reason", result.error().message}});
}

} // namespace

DiskExports::DiskExports(std::filesystem::path state, WorkerPool& pool, std::uint64_t reserve, ExportKdf kdf)
    : state_(std::move(state)), pool_(pool), reserve_(reserve), kdf_(std::move(kdf))
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used");
}

Task<Result<std::unique_ptr<ExportWriter>>> DiskExports::create(
    std::string id, ExportHead head, std::optional<std::string> passphrase)
{
    CO_TRY(const auto turn, co_await key_turn_.enter());
    std::function<Result<std::shared_ptr<WrittenExport>>()> work =
        [state = state_, kdf = kdf_, id = std::move(id), head = std::move(head),
            passphrase = std::move(passphrase)]() mutable -> Result<std::shared_ptr<WrittenExport>> {
        TRY(OwnedFd folder, open_below(state, exports_folder));
        return begin_export(std::move(folder), std::move(id), std::move(head), std::move(passphrase), std::move(kdf));
    };
    CO_TRY(auto begun, co_await pool_.run(std::move(work)));
    co_return write_export(pool_, std::move(begun));
}

Task<Result<KeptExport>> DiskExports::find(std::string id)
{
    if (!is_plain_id(id)) co_return unknown_export();
    CO_TRY(const OwnedFd folder, open_below(state_, exports_folder));
    const OwnedFd file(openat(folder.get(), whole_name(id).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) co_return unknown_export();
    CO_TRY(auto head, SealedReader::head(file.get()));
    co_return KeptExport{
        .path = state_ / exports_folder / whole_name(id), .size = bytes_in(file.get()), .head = std::move(head)};
}

Task<Result<std::string>> DiskExports::read(std::string id, std::uint64_t offset, std::size_t most)
{
    if (!is_plain_id(id)) co_return unknown_export();
    std::function<Result<std::string>()> work = [path = state_ / exports_folder / whole_name(id), offset,
                                                    most]() -> Result<std::string> {
        const OwnedFd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
        if (!file) return unknown_export();
        std::string bytes(most, '\0');
        const auto count = ::pread(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0) return fail(told_of_exports(disk_error(errno, "read an export")));
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    };
    co_return co_await pool_.run(std::move(work));
}

Task<Result<void>> DiskExports::remove(std::string id)
{
    if (!is_plain_id(id)) co_return Result<void>{};
    CO_TRY(const OwnedFd folder, open_below(state_, exports_folder));
    CO_CHECK(as_exports(remove_file(folder.get(), half_name(id))));
    CO_CHECK(as_exports(remove_tree(folder.get(), copy_name(id))));
    co_return as_exports(remove_file(folder.get(), whole_name(id)));
}

Task<Result<std::string>> DiskExports::begin_upload(std::uint64_t size)
{
    if (uploads_.size() >= most_uploads) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "too_many_uploads",
            .message = fmt::format("{} files are being uploaded already", uploads_.size()),
            .hint = "install or delete one of them first; they are deleted after a day"});
    }
    CO_TRY(const OwnedFd folder, open_below(state_, imports_folder));
    std::uint64_t promised = 0;
    for (const auto& [id, upload] : uploads_) promised += upload.size - upload.received;
    const auto free = room_in(folder.get());
    if (free < promised + reserve_ || free - promised - reserve_ < size) {
        co_return fail({.kind = ErrorKind::no_space,
            .key = "disk_low",
            .message = fmt::format("the file has {} MB; the disk has {} MB free, of which {} MB stay so", size / 1'000'000,
                free / 1'000'000, (promised + reserve_) / 1'000'000),
            .hint = "free some space first",
            .details = {{"needed", std::to_string(size)}, {"free", std::to_string(free)}}});
    }
    std::string random(id_bytes, '\0');
    randombytes_buf(random.data(), random.size());
    const auto id = hex_encode(random);
    CO_TRY(const OwnedFd own, as_exports(make_folder(folder.get(), id, 0700)));
    const OwnedFd file(openat(own.get(), brought_file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) co_return fail(told_of_exports(disk_error(errno, "write an upload")));
    uploads_[id] = {.size = size, .received = 0};
    co_return id;
}

Result<ExportUpload> DiskExports::upload(const std::string& id) const
{
    const auto found = uploads_.find(id);
    if (found == uploads_.end()) return unknown_import();
    return found->second;
}

Task<Result<ExportUpload>> DiskExports::append(std::string id, std::uint64_t offset, std::string bytes)
{
    CO_TRY(const auto before, upload(id));
    if (offset != before.received) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "upload_offset",
            .message = fmt::format("the upload has {} bytes, and more were sent for {}", before.received, offset),
            .hint = "go on where it ended",
            .details = {{"received", std::to_string(before.received)}}});
    }
    if (bytes.size() > before.size - before.received) {
        co_return fail({.kind = ErrorKind::too_large,
            .key = "upload_size",
            .message = fmt::format("more bytes were sent than the {} that were told", before.size),
            .hint = "begin again, with the size of the whole file"});
    }
    // Taken at once: of two senders at the same place the second one is told where it goes on.
    uploads_[id].received += bytes.size();
    std::function<Result<void>()> work = [path = state_ / imports_folder / id / brought_file, offset,
                                             bytes = std::move(bytes)]() -> Result<void> {
        const OwnedFd file(::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
        if (!file) return unknown_import();
        if (::lseek(file.get(), static_cast<off_t>(offset), SEEK_SET) < 0 || !write_all(file.get(), bytes))
            return fail(told_of_exports(disk_error(errno, "write an upload")));
        return {};
    };
    const auto written = co_await pool_.run(std::move(work));
    const auto now = uploads_.find(id);
    if (now == uploads_.end()) co_return unknown_import();
    if (!written) {
        now->second.received = offset;
        co_return fail(written.error());
    }
    co_return now->second;
}

Task<Result<ExportHead>> DiskExports::head(std::string id)
{
    CO_CHECK(upload(id));
    const OwnedFd file(::open((state_ / imports_folder / id / brought_file).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) co_return unknown_import();
    co_return SealedReader::head(file.get());
}

Task<Result<std::shared_ptr<IncomingExport>>> DiskExports::open(std::string id, std::optional<std::string> passphrase)
{
    CO_TRY(const auto state, upload(id));
    if (state.received != state.size) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "upload_incomplete",
            .message = fmt::format("{} of {} bytes have come", state.received, state.size),
            .hint = "send the rest first"});
    }
    CO_TRY(const auto turn, co_await key_turn_.enter());
    const auto folder = state_ / imports_folder / id;
    std::function<Result<OpenedExport>()> work = [folder, passphrase = std::move(passphrase)] {
        return as_exports(open_export(folder, passphrase));
    };
    CO_TRY(auto opened, co_await pool_.run(std::move(work)));
    co_return read_export(pool_, std::move(opened), folder / unpacked_folder);
}

Task<Result<void>> DiskExports::remove_upload(std::string id)
{
    if (uploads_.erase(id) == 0) co_return unknown_import();
    CO_TRY(const OwnedFd folder, open_below(state_, imports_folder));
    std::function<Result<void>()> work = [at = folder.get(), id] { return as_exports(remove_tree(at, id)); };
    co_return co_await pool_.run(std::move(work));
}

Task<void> DiskExports::sweep(std::chrono::seconds age)
{
    const bool at_start = !std::exchange(swept_, true);
    const auto exports = open_below(state_, exports_folder);
    const auto imports = open_below(state_, imports_folder);
    if (!exports || !imports) co_return;
    for (const auto& name : names_in(exports->get())) {
        const bool half = !name.ends_with(".furtka");
        if (is_older(exports->get(), name, age) || (half && at_start)) tell_leftover(remove_tree(exports->get(), name));
    }
    for (const auto& name : names_in(imports->get())) {
        const bool of_earlier_run = at_start && !uploads_.contains(name);
        if (!of_earlier_run && !is_older(imports->get(), name, age)) continue;
        uploads_.erase(name);
        tell_leftover(remove_tree(imports->get(), name));
    }
}

} // namespace furtka
