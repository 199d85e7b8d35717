#include "adapters/disk/disk_exports.hpp"
#include "support/run.hpp"
#include "support/tar_text.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <vector>

namespace furtka::test {
namespace {

namespace fs = std::filesystem;
using Kind = ExportPart::Kind;

constexpr const char* passphrase = "seven wet cats on a roof";
constexpr std::string_view manifest_json = R"([{"Config":"c","RepoTags":["nginx:1"],"Layers":[]}])";

std::string images(std::string_view manifest = manifest_json)
{
    return TarText().add("manifest.json", std::string(manifest)).add("c", "{}").text();
}
std::string data() { return TarText().add("place/", "", '5').add("place/letter", "dear").text(); }

const DataPlace data_volume{.kind = DataPlace::Kind::volume, .name = "data"};

/// What is put in a file, part by part.
struct Content {
    ExportPart part;
    std::string text;
};

std::vector<Content> good()
{
    const ExportIndex index{
        .images = {{.name = "nginx:1", .id = {"sha256:a"}, .layers = {"sha256:l"}, .digest = {}}}, .places = {data_volume}};
    return {{{.kind = Kind::index}, to_json(index)},
        {{.kind = Kind::file, .path = "scripts/run.sh", .runnable = true}, "#!/bin/sh\n"},
        {{.kind = Kind::env}, "PASSWORD=secret\n"}, {{.kind = Kind::images}, images()},
        {{.kind = Kind::data, .place = data_volume}, data()}};
}

class ExportsOnDisk : public testing::Test {
protected:
    template <class T>
    T must(Task<Result<T>> task)
    {
        auto result = run(io, std::move(task));
        if (!result) throw std::runtime_error(result.error().key + ": " + result.error().message);
        if constexpr (!std::is_void_v<T>) return *std::move(result);
    }

    /// The bytes of a file with these parts.
    std::string written(const std::vector<Content>& contents, std::optional<std::string> words = passphrase)
    {
        const ExportHead head{.app = "blog", .version = "1.0", .display_name = "Blog", .made_at = "2026-11-28T00:00:00Z"};
        const auto writer = must(files.create("1", head, std::move(words)));
        for (const auto& content : contents) {
            must(writer->begin(content.part));
            if (!content.text.empty()) must(writer->write(content.text));
            must(writer->end());
        }
        must(writer->finish());
        const auto kept = must(files.find("1"));
        std::stringstream bytes;
        bytes << std::ifstream(kept.path, std::ios::binary).rdbuf();
        must(files.remove("1"));
        return bytes.str();
    }

    std::string brought(const std::string& bytes)
    {
        const auto id = must(files.begin_upload(bytes.size()));
        must(files.append(id, 0, bytes));
        return id;
    }

    /// `good`, or the key of the error of opening or verifying.
    std::string outcome(const std::string& bytes, std::optional<std::string> words = passphrase)
    {
        const auto id = brought(bytes);
        std::string said = "good";
        auto opened = run(io, files.open(id, std::move(words)));
        if (!opened) {
            said = opened.error().key;
        } else if (const auto verified = run(io, (*opened)->verify()); !verified) {
            said = verified.error().key;
        }
        opened = fail({});
        must(files.remove_upload(id));
        return said;
    }
    std::string outcome(std::vector<Content> contents) { return outcome(written(contents)); }

    std::string outcome_with_data(const std::string& tar)
    {
        auto contents = good();
        contents.back().text = tar;
        return outcome(contents);
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{1};
    DiskExports files{folder.path() / "state", pool, 0, {.passes = 1, .memory = 8192, .salt = {}}};
};

TEST_F(ExportsOnDisk, GiveBackWhatWasWritten)
{
    const auto bytes = written(good());
    EXPECT_FALSE(bytes.contains("PASSWORD=secret"));
    const auto id = brought(bytes);
    const auto opened = must(files.open(id, passphrase));

    must(opened->verify());

    EXPECT_EQ(opened->head().app, "blog");
    EXPECT_EQ(opened->env(), "PASSWORD=secret\n");
    EXPECT_EQ(opened->index().places, std::vector{data_volume});
    struct stat info{};
    ASSERT_EQ(::stat((opened->folder() / "scripts" / "run.sh").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0755U);
    for (int again = 0; again < 2; ++again) {
        opened->rewind();
        EXPECT_EQ(must(opened->next())->kind, Kind::images);
        EXPECT_EQ(must(opened->read()), images());
        EXPECT_EQ(must(opened->next())->place, data_volume);
        std::string text;
        for (std::string piece; !(piece = must(opened->read())).empty();) text += piece;
        EXPECT_EQ(text, data());
        EXPECT_FALSE(must(opened->next()));
    }
}

TEST_F(ExportsOnDisk, AreReadableByFurtkaAlone)
{
    const auto writer = must(files.create("7", {.app = "blog"}, passphrase));
    struct stat info{};
    ASSERT_EQ(::stat((folder.path() / "state" / "exports" / "7.part").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(ExportsOnDisk, DeleteWhatWasNotFinished)
{
    must(files.create("7", {.app = "blog"}, passphrase)).reset();
    EXPECT_TRUE(fs::is_empty(folder.path() / "state" / "exports"));
}

TEST_F(ExportsOnDisk, TellAWrongPassphraseFromDamage)
{
    const auto bytes = written(good());
    EXPECT_EQ(outcome(bytes), "good");
    EXPECT_EQ(outcome(bytes, "another one"), "passphrase_wrong");
    EXPECT_EQ(outcome(bytes, std::nullopt), "passphrase_missing");
    const auto open = written(good(), std::nullopt);
    EXPECT_EQ(outcome(open, std::nullopt), "good");
}

TEST_F(ExportsOnDisk, SeeEveryBitThatWasFlipped)
{
    const auto bytes = written(good());
    for (std::size_t at = 0; at < bytes.size(); at += at < 64 ? 1 : 37) {
        auto damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        EXPECT_NE(outcome(damaged), "good") << at;
    }
}

TEST_F(ExportsOnDisk, SeeWhatIsCutOffOrAppended)
{
    const auto bytes = written(good(), std::nullopt);
    for (std::size_t size = 1; size < bytes.size(); size += 131)
        EXPECT_NE(outcome(bytes.substr(0, size), std::nullopt), "good") << size;
    EXPECT_EQ(outcome(bytes.substr(0, bytes.size() - 1), std::nullopt), "export_damaged");
    EXPECT_EQ(outcome(bytes + "x", std::nullopt), "export_damaged");
}

TEST_F(ExportsOnDisk, RefuseAnotherFormatAndTooMuchWork)
{
    const auto with_head = [&](std::string_view from, const std::string& to) {
        auto bytes = written(good());
        bytes.replace(bytes.find(from), from.size(), to);
        return outcome(bytes);
    };
    EXPECT_EQ(with_head("\"format\":1", "\"format\":3"), "export_newer");
    EXPECT_EQ(with_head("\"passes\":1", "\"passes\":9"), "passphrase_wrong") << "the head is vouched for";
    EXPECT_EQ(with_head("\"passes\":1,\"memory\":8192", "\"passes\":1,\"memory\":9e18"), "export_kdf");
    EXPECT_EQ(with_head("FURTKA", "furtka"), "export_format");
    EXPECT_EQ(outcome(std::string("PK\x03\x04")), "export_format");
}

TEST_F(ExportsOnDisk, RefusePartsThatAreNotInOrder)
{
    const auto without = [](std::size_t number) {
        auto contents = good();
        contents.erase(contents.begin() + static_cast<std::ptrdiff_t>(number));
        return contents;
    };
    EXPECT_EQ(outcome(without(0)), "export_damaged");
    EXPECT_EQ(outcome(without(3)), "export_damaged");
    EXPECT_EQ(outcome(without(4)), "export_damaged");
    auto swapped = good();
    std::swap(swapped[2], swapped[3]);
    EXPECT_EQ(outcome(swapped), "export_damaged");
    auto twice = good();
    twice.push_back(twice.back());
    EXPECT_EQ(outcome(twice), "export_damaged");
    auto foreign = good();
    foreign.back().part.place.name = "other";
    EXPECT_EQ(outcome(foreign), "export_damaged");
}

TEST_F(ExportsOnDisk, RefuseFilesThatLeaveTheFolder)
{
    for (const std::string path : {"../x", "/etc/passwd", "a/../../x", ".env", ".furtka/state.json", "a//b", ""}) {
        auto contents = good();
        contents[1].part.path = path;
        EXPECT_NE(outcome(contents), "good") << path;
    }
    auto contents = good();
    contents.insert(contents.begin() + 2, {{.kind = Kind::file, .path = "Scripts/run.sh"}, ""});
    EXPECT_EQ(outcome(contents), "archive_twice");
    EXPECT_FALSE(fs::exists(folder.path() / "x"));
}

TEST_F(ExportsOnDisk, RefuseHostileData)
{
    EXPECT_EQ(outcome_with_data(TarText()
                      .add("place/", "", '5')
                      .add("place/a", "x")
                      .add("place/l", "", '2', "/etc")
                      .add("place/h", "", '1', "place/a")
                      .text()),
        "good");
    for (const std::string path :
        {"x", "place", "place/../x", "place/a/../../x", "/place/x", "place//x", "place/./x", "placed/x"})
        EXPECT_EQ(outcome_with_data(TarText().add(path, "x").text()), "export_damaged") << path;
    EXPECT_EQ(outcome_with_data(TarText().add("place/dev", "", '3').text()), "export_damaged");
    EXPECT_EQ(outcome_with_data(TarText().add("place/h", "", '1', "../../etc/passwd").text()), "export_damaged");
    EXPECT_EQ(outcome_with_data(TarText().add("place/h", "", '1', "etc/passwd").text()), "export_damaged");
    EXPECT_EQ(
        outcome_with_data(TarText().add("place/l", "", '2', "/etc").add("place/l/passwd", "x").text()), "export_damaged");
    EXPECT_EQ(outcome_with_data(TarText().add("place/l", "", '2', "/etc").add("place/h", "", '1', "place/l/x").text()),
        "export_damaged");
    EXPECT_EQ(outcome_with_data(TarText().add("place/a", "x").add("place/a", "y").text()), "export_damaged");
    EXPECT_EQ(outcome_with_data("\x1f\x8b\x08 packed again"), "export_damaged");
    EXPECT_EQ(outcome_with_data("no tar at all"), "export_damaged");
}

TEST_F(ExportsOnDisk, RefuseImagesThatTheIndexDoesNotTellOf)
{
    const auto with = [&](const std::string& archive) {
        auto contents = good();
        contents[3].text = archive;
        return outcome(contents);
    };
    EXPECT_EQ(with(images(R"([{"RepoTags":["docker.io/library/nginx:1"]}])")), "good");
    EXPECT_EQ(with(images(R"([{"RepoTags":["postgres:16"]}])")), "export_damaged");
    EXPECT_EQ(with(images("{}")), "export_damaged");
    EXPECT_EQ(with(TarText().add("c", "{}").text()), "export_damaged");
    EXPECT_EQ(with(TarText().add("manifest.json", std::string(manifest_json)).add("./manifest.json", "[]").text()),
        "export_damaged");
    EXPECT_EQ(with(TarText()
                      .add("manifest.json", std::string(manifest_json))
                      .add("index.json",
                          R"({"manifests":[{"annotations":{"io.containerd.image.name":"docker.io/library/redis:7"}}]})")
                      .text()),
        "export_damaged");
}

TEST_F(ExportsOnDisk, KeepUploadsInBounds)
{
    const auto id = must(files.begin_upload(4));
    EXPECT_EQ(must(files.append(id, 0, "ab")).received, 2U);
    EXPECT_EQ(run(io, files.append(id, 0, "ab")).error().key, "upload_offset");
    EXPECT_EQ(run(io, files.append(id, 2, "abc")).error().key, "upload_size");
    EXPECT_EQ(run(io, files.open(id, passphrase)).error().key, "upload_incomplete");
    EXPECT_EQ(run(io, files.append("../../x", 0, "ab")).error().key, "import_unknown");
    EXPECT_EQ(run(io, files.find("../../x")).error().key, "export_unknown");
    DiskExports full(folder.path() / "state", pool, std::uint64_t{1} << 60);
    const auto refused = run(io, full.begin_upload(1));
    EXPECT_EQ(refused.error().key, "disk_low");
    EXPECT_EQ(refused.error().details.front(), (std::pair<std::string, std::string>("needed", "1")));
    for (int i = 0; i < 3; ++i) must(files.begin_upload(1));
    EXPECT_EQ(run(io, files.begin_upload(1)).error().key, "too_many_uploads");
}

TEST_F(ExportsOnDisk, DeleteAtTheStartWhatAnEarlierRunLeft)
{
    const auto state = folder.path() / "state";
    must(files.begin_upload(4));
    written(good());
    std::ofstream(state / "exports" / "3.part") << "half";
    std::ofstream(state / "exports" / "4.furtka") << "whole";
    DiskExports next(state, pool, 0);

    run(io, next.sweep(std::chrono::hours(24)));

    EXPECT_TRUE(fs::is_empty(state / "imports"));
    EXPECT_FALSE(fs::exists(state / "exports" / "3.part"));
    EXPECT_TRUE(fs::exists(state / "exports" / "4.furtka"));
    run(io, next.sweep(std::chrono::seconds(-1)));
    EXPECT_TRUE(fs::is_empty(state / "exports"));
}

} // namespace
} // namespace furtka::test
