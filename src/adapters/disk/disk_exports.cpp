#include "adapters/disk/disk_exports.hpp"

#include "adapters/disk/copy.hpp"
#include "adapters/disk/export_reader.hpp"
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
constexpr const char* brought_file = "file";
constexpr const char* unpacked_folder = "app";

Error told_otherwise(Error error)
{
    if (error.key == "apps_dir") error.key = "exports_dir";
    return error;
}

template <class T>
Result<T> as_exports(Result<T> result)
{
    if (!result) return fail(told_otherwise(std::move(result).error()));
    return result;
}

Result<OwnedFd> open_below(const std::filesystem::path& state, const std::string& name)
{
    std::error_code ignored;
    std::filesystem::create_directories(state, ignored);
    const OwnedFd top = open_folder(state);
    if (!top) return fail(told_otherwise(disk_error(errno, "open the folder " + state.string())));
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

std::unexpected<Error> unknown_import()
{
    return fail({.kind = ErrorKind::not_found,
        .key = "import_unknown",
        .message = "there is no such upload",
        .hint = "it is kept for a day, and not over a restart of Furtka; upload the file again"});
}

std::uint64_t bytes_in(int file)
{
    struct stat info{};
    return fstat(file, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

std::string whole_name(const std::string& id) { return id + ".furtka"; }
std::string half_name(const std::string& id) { return id + ".part"; }

// ---- writing

/// What a worker holds while it writes.
struct Writing {
    OwnedFd folder;
    OwnedFd file;
    std::string id;
    std::optional<SealedWriter> sealed;
    bool finished = false;

    ~Writing()
    {
        if (!finished && folder) (void)remove_file(folder.get(), half_name(id));
    }

    Result<void> data(std::string_view bytes)
    {
        for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), export_piece)))
            CHECK(sealed->frame(FrameKind::data, bytes.substr(0, export_piece)));
        return {};
    }

    Result<void> add_file(int from, const std::string& path)
    {
        const OwnedFd source(openat(from, path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
        struct stat info{};
        if (!source || fstat(source.get(), &info) != 0) return fail(disk_error(errno, "read " + path));
        const ExportPart part{
            .kind = ExportPart::Kind::file, .path = path, .runnable = (info.st_mode & 0111U) != 0, .place = {}};
        CHECK(sealed->frame(FrameKind::begin, to_json(part)));
        std::string buffer(export_piece, '\0');
        for (;;) {
            const auto count = ::read(source.get(), buffer.data(), buffer.size());
            if (count < 0) return fail(disk_error(errno, "read " + path));
            if (count == 0) break;
            CHECK(data({buffer.data(), static_cast<std::size_t>(count)}));
        }
        return sealed->frame(FrameKind::end, {});
    }

    Result<void> add_folder(const std::filesystem::path& path, const std::vector<std::string>& leave_out)
    {
        const OwnedFd source = open_folder(path);
        if (!source) return fail(disk_error(errno, "open " + path.string()));
        const auto copy_name = id + ".app";
        CHECK(remove_tree(folder.get(), copy_name));
        TRY(const OwnedFd copy, make_folder(folder.get(), copy_name, 0700));
        const auto written = [&]() -> Result<void> {
            TRY(auto files, copy_folder(source.get(), copy.get(), {.leave_out = leave_out, .last = false}));
            std::ranges::sort(files);
            for (const auto& path_in_it : files) CHECK(add_file(copy.get(), path_in_it));
            return {};
        }();
        CHECK(remove_tree(folder.get(), copy_name));
        return written;
    }

    Result<std::uint64_t> finish()
    {
        CHECK(sealed->frame(FrameKind::last, {}));
        if (fsync(file.get()) != 0) return fail(disk_error(errno, "write an export"));
        CHECK(rename_in(folder.get(), half_name(id), whole_name(id)));
        finished = true;
        return sealed->written();
    }
};

class DiskExportWriter final : public ExportWriter {
public:
    DiskExportWriter(WorkerPool& pool, std::shared_ptr<Writing> writing) : pool_(pool), writing_(std::move(writing)) { }

    Task<Result<void>> begin(ExportPart part) override
    {
        return hop([part](Writing& w) { return w.sealed->frame(FrameKind::begin, to_json(part)); });
    }
    Task<Result<void>> write(std::string bytes) override
    {
        return hop([bytes = std::move(bytes)](Writing& w) { return w.data(bytes); });
    }
    Task<Result<void>> end() override
    {
        return hop([](Writing& w) { return w.sealed->frame(FrameKind::end, {}); });
    }
    Task<Result<void>> add_folder(std::filesystem::path folder, std::vector<std::string> leave_out) override
    {
        return hop([folder = std::move(folder), leave_out = std::move(leave_out)](
                       Writing& w) { return w.add_folder(folder, leave_out); });
    }
    Task<Result<std::uint64_t>> finish() override
    {
        std::function<Result<std::uint64_t>()> work = [writing = writing_] { return as_exports(writing->finish()); };
        co_return co_await pool_.run(std::move(work));
    }

private:
    Task<Result<void>> hop(std::function<Result<void>(Writing&)> what)
    {
        std::function<Result<void>()> work = [writing = writing_, what = std::move(what)] {
            return as_exports(what(*writing));
        };
        co_return co_await pool_.run(std::move(work));
    }

    WorkerPool& pool_;
    std::shared_ptr<Writing> writing_;
};

// ---- reading

struct ReadingExport {
    OwnedFd file;
    std::uint64_t size = 0;
    SealKey key;
    std::optional<ExportReader> reader;

    Result<std::optional<ExportPart>> next()
    {
        if (!reader) {
            TRY(auto opened, ExportReader::open(file.get(), size, key));
            reader.emplace(std::move(opened));
        }
        for (;;) {
            TRY(auto part, reader->next());
            if (!part || part->kind >= ExportPart::Kind::images) return part;
            if (part->kind != ExportPart::Kind::index) continue;
            TRY(const auto text, reader->read_all());
            TRY(auto index, parse_export_index(text));
            reader->know(std::move(index));
        }
    }
};

class DiskIncomingExport final : public IncomingExport {
public:
    DiskIncomingExport(WorkerPool& pool, std::shared_ptr<ReadingExport> reading, ExportHead head, ExportFront front,
        std::filesystem::path folder)
        : pool_(pool), reading_(std::move(reading)), head_(std::move(head)), front_(std::move(front)),
          folder_(std::move(folder))
    {
    }

    const ExportHead& head() const override { return head_; }
    const ExportIndex& index() const override { return front_.index; }
    std::filesystem::path folder() const override { return folder_; }
    const std::string& env() const override { return front_.env; }
    std::uint64_t size() const override { return reading_->size; }

    Task<Result<void>> verify() override
    {
        std::function<Result<void>(const WorkerPool::Stop&)> work = [reading = reading_](const WorkerPool::Stop& stop) {
            return verify_export(reading->file.get(), reading->size, reading->key, stop);
        };
        co_return co_await pool_.run_stoppable(std::move(work));
    }
    Task<Result<std::optional<ExportPart>>> next() override
    {
        std::function<Result<std::optional<ExportPart>>()> work = [reading = reading_] { return reading->next(); };
        co_return co_await pool_.run(std::move(work));
    }
    Task<Result<std::string>> read() override
    {
        std::function<Result<std::string>()> work = [reading = reading_] { return reading->reader->read(); };
        co_return co_await pool_.run(std::move(work));
    }
    void rewind() override { reading_->reader.reset(); }

private:
    WorkerPool& pool_;
    std::shared_ptr<ReadingExport> reading_;
    ExportHead head_;
    ExportFront front_;
    std::filesystem::path folder_;
};

struct Opened {
    std::shared_ptr<ReadingExport> reading;
    ExportHead head;
    ExportFront front;
};

Result<Opened> open_now(const std::filesystem::path& folder, const std::optional<std::string>& passphrase)
{
    const OwnedFd at = open_folder(folder);
    if (!at) return unknown_import();
    OwnedFd file(openat(at.get(), brought_file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) return unknown_import();
    TRY(auto head, SealedReader::head(file.get()));
    if (head.kdf && !passphrase) {
        return fail({.kind = ErrorKind::invalid,
            .key = "passphrase_missing",
            .message = fmt::format("the export of {} needs its passphrase", head.app),
            .hint = "give the passphrase that it was exported with"});
    }
    TRY(const auto key, SealKey::make(head.kdf, passphrase.value_or("")));
    const auto size = bytes_in(file.get());
    TRY(auto reader, ExportReader::open(file.get(), size, key));
    CHECK(remove_tree(at.get(), unpacked_folder));
    TRY(const OwnedFd target, make_folder(at.get(), unpacked_folder, 0700));
    TRY(auto front, read_front(reader, target.get()));
    auto reading =
        std::make_shared<ReadingExport>(ReadingExport{.file = std::move(file), .size = size, .key = key, .reader = {}});
    return Opened{std::move(reading), std::move(head), std::move(front)};
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
    std::function<Result<std::shared_ptr<Writing>>()> work =
        [state = state_, kdf = kdf_, id, head = std::move(head),
            passphrase = std::move(passphrase)]() mutable -> Result<std::shared_ptr<Writing>> {
        auto writing = std::make_shared<Writing>();
        writing->id = id;
        TRY(writing->folder, open_below(state, exports_folder));
        head.kdf.reset();
        if (passphrase) {
            head.kdf = kdf;
            head.kdf->salt.resize(crypto_pwhash_SALTBYTES);
            randombytes_buf(head.kdf->salt.data(), head.kdf->salt.size());
        }
        TRY(const auto key, SealKey::make(head.kdf, passphrase.value_or("")));
        CHECK(remove_file(writing->folder.get(), half_name(id)));
        writing->file = OwnedFd(openat(
            writing->folder.get(), half_name(id).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!writing->file) return fail(told_otherwise(disk_error(errno, "write an export")));
        TRY(writing->sealed, as_exports(SealedWriter::begin(writing->file.get(), head, key)));
        return writing;
    };
    CO_TRY(auto writing, co_await pool_.run(std::move(work)));
    co_return std::make_unique<DiskExportWriter>(pool_, std::move(writing));
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
        if (count < 0) return fail(told_otherwise(disk_error(errno, "read an export")));
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
    CO_CHECK(as_exports(remove_tree(folder.get(), id + ".app")));
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
    if (!file) co_return fail(told_otherwise(disk_error(errno, "write an upload")));
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
            return fail(told_otherwise(disk_error(errno, "write an upload")));
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
    std::function<Result<Opened>()> work = [folder, passphrase = std::move(passphrase)] {
        return as_exports(open_now(folder, passphrase));
    };
    CO_TRY(auto opened, co_await pool_.run(std::move(work)));
    co_return std::make_shared<DiskIncomingExport>(
        pool_, std::move(opened.reading), std::move(opened.head), std::move(opened.front), folder / unpacked_folder);
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
