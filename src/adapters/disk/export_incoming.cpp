#include "adapters/disk/export_incoming.hpp"

#include "adapters/disk/export_parts.hpp"
#include "adapters/disk/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <functional>

namespace furtka {

std::unexpected<Error> unknown_import()
{
    return fail({.kind = ErrorKind::not_found,
        .key = "import_unknown",
        .message = "there is no such upload",
        .hint = "it is kept for a day, and not over a restart of Furtka; upload the file again"});
}

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

namespace {

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

} // namespace

Result<OpenedExport> open_export(const std::filesystem::path& folder, const std::optional<std::string>& passphrase)
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
    return OpenedExport{std::move(reading), std::move(head), std::move(front)};
}

std::shared_ptr<IncomingExport> read_export(WorkerPool& pool, OpenedExport opened, std::filesystem::path app)
{
    return std::make_shared<DiskIncomingExport>(
        pool, std::move(opened.reading), std::move(opened.head), std::move(opened.front), std::move(app));
}

} // namespace furtka
