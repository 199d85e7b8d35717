#include "adapters/disk/export_writer.hpp"

#include "adapters/disk/copy.hpp"
#include "adapters/disk/export_parts.hpp"
#include "adapters/disk/files.hpp"
#include "adapters/disk/sealed_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {

/// What a worker holds while it writes.
struct WrittenExport {
    OwnedFd folder;
    OwnedFd file;
    std::string id;
    std::optional<SealedWriter> sealed;
    bool finished = false;

    ~WrittenExport()
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
        CHECK(remove_tree(folder.get(), copy_name(id)));
        TRY(const OwnedFd copy, make_folder(folder.get(), copy_name(id), 0700));
        const auto written = [&]() -> Result<void> {
            TRY(auto files, copy_folder(source.get(), copy.get(), {.leave_out = leave_out, .last = false}));
            std::ranges::sort(files);
            for (const auto& path_in_it : files) CHECK(add_file(copy.get(), path_in_it));
            return {};
        }();
        CHECK(remove_tree(folder.get(), copy_name(id)));
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

namespace {

class DiskExportWriter final : public ExportWriter {
public:
    DiskExportWriter(WorkerPool& pool, std::shared_ptr<WrittenExport> writing)
        : pool_(pool), writing_(std::move(writing)) { }

    Task<Result<void>> begin(ExportPart part) override
    {
        return hop([part](WrittenExport& w) { return w.sealed->frame(FrameKind::begin, to_json(part)); });
    }
    Task<Result<void>> write(std::string bytes) override
    {
        return hop([bytes = std::move(bytes)](WrittenExport& w) { return w.data(bytes); });
    }
    Task<Result<void>> end() override
    {
        return hop([](WrittenExport& w) { return w.sealed->frame(FrameKind::end, {}); });
    }
    Task<Result<void>> add_folder(std::filesystem::path folder, std::vector<std::string> leave_out) override
    {
        return hop([folder = std::move(folder), leave_out = std::move(leave_out)](
                       WrittenExport& w) { return w.add_folder(folder, leave_out); });
    }
    Task<Result<std::uint64_t>> finish() override
    {
        std::function<Result<std::uint64_t>()> work = [writing = writing_] { return as_exports(writing->finish()); };
        co_return co_await pool_.run(std::move(work));
    }

private:
    Task<Result<void>> hop(std::function<Result<void>(WrittenExport&)> what)
    {
        std::function<Result<void>()> work = [writing = writing_, what = std::move(what)] {
            return as_exports(what(*writing));
        };
        co_return co_await pool_.run(std::move(work));
    }

    WorkerPool& pool_;
    std::shared_ptr<WrittenExport> writing_;
};

} // namespace

Result<std::shared_ptr<WrittenExport>> begin_export(
    OwnedFd folder, std::string id, ExportHead head, std::optional<std::string> passphrase, ExportKdf kdf)
{
    auto begun = std::make_shared<WrittenExport>();
    begun->folder = std::move(folder);
    begun->id = std::move(id);
    head.kdf.reset();
    if (passphrase) {
        head.kdf = std::move(kdf);
        head.kdf->salt.resize(crypto_pwhash_SALTBYTES);
        randombytes_buf(head.kdf->salt.data(), head.kdf->salt.size());
    }
    TRY(const auto key, SealKey::make(head.kdf, passphrase.value_or("")));
    const auto name = half_name(begun->id);
    CHECK(remove_file(begun->folder.get(), name));
    begun->file =
        OwnedFd(openat(begun->folder.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!begun->file) return fail(told_of_exports(disk_error(errno, "write an export")));
    TRY(begun->sealed, as_exports(SealedWriter::begin(begun->file.get(), head, key)));
    return begun;
}

std::unique_ptr<ExportWriter> write_export(WorkerPool& pool, std::shared_ptr<WrittenExport> begun)
{
    return std::make_unique<DiskExportWriter>(pool, std::move(begun));
}

} // namespace furtka
