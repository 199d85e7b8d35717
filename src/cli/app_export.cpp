#include "cli/follow_job.hpp"
#include "cli/json_read.hpp"
#include "cli/passphrase.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

std::unexpected<Error> file_exists(const fs::path& file)
{
    return fail({.kind = ErrorKind::conflict,
        .key = "file_exists",
        .message = fmt::format("{} is there already", printable(file.string())),
        .hint = "give another name with --out, or let it be replaced with --force"});
}

std::unexpected<Error> not_written(const fs::path& file, int number)
{
    const bool full = number == ENOSPC || number == EDQUOT;
    return fail({.kind = full ? ErrorKind::no_space : ErrorKind::invalid,
        .key = full ? "disk_full" : "file_not_written",
        .message = fmt::format("{} cannot be written: {}", printable(file.string()), std::strerror(number)),
        .hint = full ? "free some space, or give another place with --out" : "give another place with --out"});
}

/// The file to the side of its place, readable by its owner alone; deleted unless it was put there.
class SideFile {
public:
    static Result<SideFile> open(const fs::path& place)
    {
        SideFile side(place);
        side.fd_ = ::open(side.path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (side.fd_ < 0) return not_written(side.path_, errno);
        return side;
    }
    SideFile(SideFile&& other) noexcept
        : place_(std::move(other.place_)), path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)),
          bytes_(other.bytes_)
    {
    }
    SideFile& operator=(SideFile&&) = delete;
    SideFile(const SideFile&) = delete;
    SideFile& operator=(const SideFile&) = delete;
    ~SideFile()
    {
        if (fd_ < 0) return;
        ::close(fd_);
        ::unlink(path_.c_str());
    }

    bool write(std::string_view piece)
    {
        while (!piece.empty()) {
            const auto written = ::write(fd_, piece.data(), piece.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) {
                problem_ = errno;
                return false;
            }
            piece.remove_prefix(static_cast<std::size_t>(written));
            bytes_ += static_cast<std::uint64_t>(written);
        }
        return true;
    }

    Result<void> put_in_place()
    {
        if (::fsync(fd_) != 0 || ::rename(path_.c_str(), place_.c_str()) != 0) return not_written(place_, errno);
        ::close(std::exchange(fd_, -1));
        return {};
    }

    std::uint64_t bytes() const { return bytes_; }
    int problem() const { return problem_; }

private:
    explicit SideFile(const fs::path& place) : place_(place), path_(place) { path_ += fmt::format(".{}.part", ::getpid()); }

    fs::path place_;
    fs::path path_;
    int fd_ = -1;
    std::uint64_t bytes_ = 0;
    int problem_ = 0;
};

Result<void> fetch(Session& session, const std::string& id, std::uint64_t bytes, const fs::path& place)
{
    TRY(auto side, SideFile::open(place));
    const auto sent = session.daemon.stream(
        fmt::format("/api/exports/{}", id), [&side](std::string_view piece) { return side.write(piece); });
    if (side.problem() != 0) return not_written(place, side.problem());
    CHECK(sent);
    if (side.bytes() != bytes) {
        return fail({.kind = ErrorKind::upstream,
            .key = "export_cut",
            .message = fmt::format("only {} of {} bytes have come", side.bytes(), bytes),
            .hint = "export the app again"});
    }
    return side.put_in_place();
}

Result<std::optional<std::string>> passphrase(Session& session, const Invocation& invocation)
{
    TRY(auto given, passphrase_in_file(session, invocation));
    const bool none_needed = invocation.has("--without-secrets") && !invocation.has("--with-data");
    if (given || none_needed || !can_ask(session.console)) return given;
    TRY(auto answer, ask_new_passphrase(session.console, "Passphrase for the file (empty: none): "));
    if (answer.empty()) return std::optional<std::string>();
    return std::optional(std::move(answer));
}

Error with_passphrase_hint(Error error)
{
    if (error.key == "passphrase_needed") error.hint += fmt::format(" ({} FILE)", passphrase_option);
    return error;
}

} // namespace

Outcome app_export(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments.front();
    const auto out = invocation.value("--out");
    const bool force = invocation.has("--force");
    std::error_code ignored;
    if (out && !force && fs::exists(session.folder / *out, ignored)) return file_exists(*out);

    json::object request{
        {"data", invocation.has("--with-data")}, {"leave_out_secrets", invocation.has("--without-secrets")}};
    TRY(const auto secret, passphrase(session, invocation));
    if (secret) request["passphrase"] = *secret;
    const auto accepted = session.daemon.post(app_target(name, "/export"), json::serialize(request));
    if (!accepted) return fail(with_passphrase_hint(accepted.error()));
    TRY(const auto job, follow_answer(session.daemon, session.console, *accepted, progress_of(invocation)));
    TRY(const auto result, parse_object(job.result));

    const auto id = text_of(result, "id");
    const fs::path place = session.folder / out.value_or(fs::path(text_of(result, "file_name")).filename().string());
    const bool taken = !force && fs::exists(place, ignored);
    const auto fetched = taken ? Result<void>(file_exists(place))
                               : fetch(session, id, static_cast<std::uint64_t>(number_of(result, "bytes")), place);
    // It holds the app's secrets, and is not needed there any more.
    const auto removed = session.daemon.remove(fmt::format("/api/exports/{}", id));
    CHECK(fetched);
    if (!removed) session.console.err("the daemon keeps its copy for a day: " + removed.error().message + "\n");
    if (invocation.has(json_switch)) {
        json::object told = result.as_object();
        told["file"] = place.string();
        session.console.out(json::serialize(told) + "\n");
        return 0;
    }
    std::string text = fmt::format("{} is in {} ({}).\n", printable(name), printable(place.string()),
        bytes_text(static_cast<std::uint64_t>(number_of(result, "bytes"))));
    for (const auto& what : texts_of(result, "left_out")) text += fmt::format("Not in it: {}\n", printable(what));
    if (text_of(result, "secrets") == "left_out") text += "Its secrets are not in it; they are made anew or asked for.\n";
    session.console.out(text);
    return 0;
}

} // namespace furtka::cli
