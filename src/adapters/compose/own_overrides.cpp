#include "adapters/compose/own_overrides.hpp"

#include "adapters/compose/inputs.hpp"
#include "base/owned_fd.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace furtka {
namespace {

std::unexpected<Error> override_not_written(const std::filesystem::path& path, int number)
{
    return fail({.kind = number == ENOSPC ? ErrorKind::no_space : ErrorKind::unavailable,
        .key = number == ENOSPC ? "disk_full" : "apps_dir",
        .message = fmt::format("{} cannot be written: {}", path.string(), std::strerror(number)),
        .hint = "look at the disk and at who may write there"});
}

std::vector<PortMove> moves_in(const std::filesystem::path& folder)
{
    auto text = read_input(folder / ".env");
    if (!text || !text->contains(port_choices_key)) return {};
    const auto env = EnvFile::parse(*std::move(text));
    return env ? port_moves_in(*env) : std::vector<PortMove>();
}

std::vector<StandIn> stand_ins_in(const std::filesystem::path& folder)
{
    const auto text = read_input(folder / stand_ins_file);
    return text ? parse_stand_ins(*text) : std::vector<StandIn>();
}

} // namespace

OwnChoices choices_in(const std::filesystem::path& folder)
{
    return {.moves = moves_in(folder), .images = stand_ins_in(folder)};
}

ComposeModel with_choices(ComposeModel model, const OwnChoices& choices)
{
    return with_stand_ins(with_moves(std::move(model), choices.moves), choices.images);
}

Result<void> write_override(const std::filesystem::path& folder, const char* file, std::string_view text)
{
    const auto path = folder / file;
    if (read_input(path) == text) return {};
    mkdir(path.parent_path().c_str(), 0700); // a folder that is there stays as it is
    const auto temporary = path.string() + ".tmp";
    unlink(temporary.c_str());
    const OwnedFd written(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (written.get() < 0) return override_not_written(path, errno);
    // Not fsynced: it is compared with what it should say before each use.
    while (!text.empty()) {
        const auto size = ::write(written.get(), text.data(), text.size());
        if (size < 0 && errno != EINTR) return override_not_written(path, errno);
        if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
    }
    if (rename(temporary.c_str(), path.c_str()) != 0) return override_not_written(path, errno);
    return {};
}

} // namespace furtka
