// support/fake_exports.hpp — files of exports in memory: their parts in order, nothing sealed.
#pragma once

#include "ports/exports.hpp"
#include "support/fake_calls.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace furtka::test {

struct FakeExportFile {
    ExportHead head;
    std::optional<std::string> passphrase;
    std::vector<std::pair<std::string, std::string>> parts; ///< JSON of the part, and what is in it
    bool whole = false;

    /// `index, folder /apps/blog, env, images, data`
    std::string outline() const
    {
        std::string text;
        for (const auto& [part, bytes] : parts) {
            const auto begin = part.find(':') + 2;
            text += (text.empty() ? "" : ", ")
                + (part.starts_with("{") ? part.substr(begin, part.find('"', begin) - begin) : part);
        }
        return text;
    }
};

class FakeExportWriter final : public ExportWriter {
public:
    explicit FakeExportWriter(FakeExportFile& file) : file_(file) { }
    Task<Result<void>> begin(ExportPart part) override
    {
        file_.parts.emplace_back(to_json(part), "");
        co_return Result<void>{};
    }
    Task<Result<void>> write(std::string bytes) override
    {
        file_.parts.back().second += bytes;
        co_return Result<void>{};
    }
    Task<Result<void>> end() override { co_return Result<void>{}; }
    Task<Result<void>> add_folder(std::filesystem::path folder, std::vector<std::string> leave_out) override
    {
        file_.parts.emplace_back(fmt::format("folder {}", folder.string()), fmt::format("{}", fmt::join(leave_out, " ")));
        co_return Result<void>{};
    }
    Task<Result<std::uint64_t>> finish() override
    {
        file_.whole = true;
        co_return 4711;
    }

private:
    FakeExportFile& file_;
};

/// A file that was brought. Its parts are those from the images on.
class FakeIncoming final : public IncomingExport {
public:
    ExportHead told;
    ExportIndex listed;
    std::filesystem::path files = "/imports/1/app";
    std::string settings;
    std::vector<std::pair<ExportPart, std::string>> parts;
    Result<void> verified;

    const ExportHead& head() const override { return told; }
    const ExportIndex& index() const override { return listed; }
    std::filesystem::path folder() const override { return files; }
    const std::string& env() const override { return settings; }
    std::uint64_t size() const override { return 4711; }
    Task<Result<void>> verify() override { co_return verified; }
    Task<Result<std::optional<ExportPart>>> next() override
    {
        if (at_ == parts.size()) co_return std::optional<ExportPart>();
        read_ = false;
        co_return std::optional(parts[at_++].first);
    }
    Task<Result<std::string>> read() override
    {
        if (std::exchange(read_, true)) co_return std::string();
        co_return parts[at_ - 1].second;
    }
    void rewind() override { at_ = 0; }

private:
    std::size_t at_ = 0;
    bool read_ = false;
};

/// Recorded: `create 1`, `remove 1`.
class FakeExportFiles final : public ExportFiles, public FakeCalls {
public:
    std::map<std::string, FakeExportFile> kept;
    std::shared_ptr<FakeIncoming> incoming; ///< what every upload opens as
    std::map<std::string, ExportUpload> uploads;

    Task<Result<std::unique_ptr<ExportWriter>>> create(
        std::string id, ExportHead head, std::optional<std::string> passphrase) override
    {
        CO_CHECK(co_await enter("create " + id));
        kept[id] = {.head = std::move(head), .passphrase = std::move(passphrase), .parts = {}};
        co_return std::make_unique<FakeExportWriter>(kept[id]);
    }
    Task<Result<KeptExport>> find(std::string id) override
    {
        const auto found = kept.find(id);
        if (found == kept.end() || !found->second.whole) co_return furtka::fail(unknown("export_unknown"));
        co_return KeptExport{.path = "/exports/" + id, .size = 4711, .head = found->second.head};
    }
    Task<Result<std::string>> read(std::string id, std::uint64_t offset, std::size_t /*most*/) override
    {
        CO_CHECK(co_await find(id));
        co_return offset == 0 ? "the bytes of " + id : std::string();
    }
    Task<Result<void>> remove(std::string id) override
    {
        CO_CHECK(co_await enter("remove " + id));
        kept.erase(id);
        co_return Result<void>{};
    }
    Task<Result<std::string>> begin_upload(std::uint64_t size) override
    {
        const auto id = fmt::format("{}", uploads.size() + 1);
        uploads[id] = {.size = size};
        co_return id;
    }
    Task<Result<ExportUpload>> append(std::string id, std::uint64_t /*offset*/, std::string bytes) override
    {
        if (!uploads.contains(id)) co_return furtka::fail(unknown("import_unknown"));
        uploads[id].received += bytes.size();
        co_return uploads[id];
    }
    Task<Result<ExportHead>> head(std::string id) override
    {
        if (!uploads.contains(id)) co_return furtka::fail(unknown("import_unknown"));
        co_return incoming->told;
    }
    Task<Result<std::shared_ptr<IncomingExport>>> open(std::string id, std::optional<std::string> passphrase) override
    {
        if (!uploads.contains(id)) co_return furtka::fail(unknown("import_unknown"));
        if (incoming->told.kdf && passphrase != "the right words")
            co_return furtka::fail({.kind = ErrorKind::denied, .key = "passphrase_wrong", .message = "not these"});
        co_return incoming;
    }
    Task<Result<void>> remove_upload(std::string id) override
    {
        if (uploads.erase(id) == 0) co_return furtka::fail(unknown("import_unknown"));
        co_return Result<void>{};
    }
    Task<void> sweep(std::chrono::seconds /*age*/) override { co_return; }
    std::filesystem::path folder() const override { return "/state"; }

private:
    static Error unknown(std::string key)
    {
        return {.kind = ErrorKind::not_found, .key = std::move(key), .message = "there is none"};
    }
};

} // namespace furtka::test
