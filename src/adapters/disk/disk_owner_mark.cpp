#include "adapters/disk/disk_owner_mark.hpp"

#include "adapters/disk/files.hpp"

#include <cerrno>
#include <system_error>

namespace furtka {
namespace {

constexpr const char* file_name = "owner-set";
constexpr std::string_view words =
    "This server has an owner. Without this file and with a lost database it would be open on "
    "127.0.0.1 until one is set again.\n";

bool has_mark(const std::filesystem::path& state)
{
    std::error_code problem;
    const auto status = std::filesystem::symlink_status(state / file_name, problem);
    return status.type() != std::filesystem::file_type::not_found;
}

Result<void> set_now(const std::filesystem::path& state)
{
    const OwnedFd folder = open_folder(state);
    if (folder) {
        auto written = write_text(folder.get(), file_name, words, 0600);
        if (written || written.error().key == "disk_full") return written;
    }
    Error error = disk_error(errno, "write to the folder " + state.string());
    error.key = "state_unusable";
    return fail(std::move(error));
}

} // namespace

DiskOwnerMark::DiskOwnerMark(std::filesystem::path state, WorkerPool& pool)
    : state_(std::move(state)), pool_(pool), set_(has_mark(state_))
{
}

Task<Result<void>> DiskOwnerMark::set()
{
    std::function<Result<void>()> work = [state = state_] { return set_now(state); };
    CO_CHECK(co_await pool_.run(std::move(work)));
    set_ = true;
    co_return Result<void>{};
}

} // namespace furtka
