#include "cli/upload.hpp"

#include "cli/json_read.hpp"
#include "cli/text.hpp"
#include "domain/export_file.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <utility>

namespace furtka::cli {
namespace {

constexpr std::size_t piece_bytes = std::size_t{768} * 1024; ///< a request's body has at most 1 MiB

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const std::filesystem::path& file) { return {std::fopen(file.c_str(), "rbe"), &std::fclose}; }

std::unexpected<Error> unreadable(const std::filesystem::path& file)
{
    return fail({.kind = ErrorKind::not_found,
        .key = "file_missing",
        .message = fmt::format("the file {} cannot be read", printable(file.string())),
        .hint = "check its name and whether you may read it"});
}

} // namespace

bool is_export(const std::filesystem::path& file)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) return false;
    if (file.extension() == ".furtka") return true; // one that is damaged is told as such
    const auto opened = open_file(file);
    std::string begin(export_magic.size(), '\0');
    return opened && std::fread(begin.data(), 1, begin.size(), opened.get()) == begin.size() && begin == export_magic;
}

Result<Upload> Upload::send(Session& session, const std::filesystem::path& file, Shown shown)
{
    const auto opened = open_file(file);
    std::error_code problem;
    const auto size = std::filesystem::file_size(file, problem);
    if (!opened || problem) return unreadable(file);
    TRY(const auto body, session.daemon.post("/api/imports", fmt::format(R"({{"size": {}}})", size)));
    TRY(const auto begun, parse_object(body));
    Upload upload(session.daemon, text_of(begun, "id"));
    const bool tells = shown == Shown::yes && session.console.looks().moves;
    std::string piece(piece_bytes, '\0');
    for (std::uint64_t at = 0; at < size;) {
        piece.resize(piece_bytes);
        piece.resize(std::fread(piece.data(), 1, piece.size(), opened.get()));
        if (piece.empty()) return unreadable(file);
        const auto sent = piece.size();
        CHECK(session.daemon.post_bytes(upload.target(fmt::format("/bytes?offset={}", at)), piece));
        at += sent;
        if (tells) session.console.err(fmt::format("\rSending the file: {} %", at * 100 / size));
    }
    if (tells) session.console.err("\r\x1b[K");
    return upload;
}

Upload::Upload(Upload&& other) noexcept : daemon_(std::exchange(other.daemon_, nullptr)), id_(std::move(other.id_)) { }

Upload::~Upload()
{
    if (daemon_ == nullptr) return;
    try {
        // After the installation it is gone already.
        (void)daemon_->remove(target(""));
    } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): it is deleted after a day
    }
}

std::string Upload::target(std::string_view rest) const { return fmt::format("/api/imports/{}{}", id_, rest); }

} // namespace furtka::cli
