#include "adapters/disk/linux_socket_users.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <grp.h>
#include <memory>
#include <optional>
#include <pwd.h>
#include <unistd.h>
#include <vector>

namespace furtka {
namespace {

using namespace std::chrono_literals;

constexpr auto believed_for = 60s;
constexpr std::size_t most_known = 256;
constexpr std::size_t line_bytes = std::size_t{64} * 1024;
constexpr const char* owners_group = "furtka";

using File = std::unique_ptr<FILE, int (*)(FILE*)>;

File open_table(const std::filesystem::path& path) { return {std::fopen(path.c_str(), "re"), std::fclose}; }

std::optional<std::string> name_of(const std::filesystem::path& etc, std::uint32_t uid)
{
    const auto file = open_table(etc / "passwd");
    std::vector<char> buffer(line_bytes);
    passwd entry{};
    passwd* found = nullptr;
    while (file && ::fgetpwent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0) {
        if (entry.pw_uid == uid) return entry.pw_name;
    }
    return std::nullopt;
}

bool is_in_group(const std::filesystem::path& etc, const std::string& name, std::uint32_t gid)
{
    const auto file = open_table(etc / "group");
    std::vector<char> buffer(line_bytes);
    group entry{};
    group* found = nullptr;
    while (file && ::fgetgrent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0) {
        if (std::string_view(entry.gr_name) != owners_group) continue;
        if (entry.gr_gid == gid) return true;
        for (char** member = entry.gr_mem; *member != nullptr; ++member) {
            if (name == *member) return true;
        }
    }
    return false;
}

} // namespace

LinuxSocketUsers::LinuxSocketUsers(WorkerPool& pool, std::filesystem::path etc)
    : pool_(pool), etc_(std::move(etc)), own_uid_(::geteuid())
{
}

Task<SocketUser> LinuxSocketUsers::find(std::uint32_t uid, std::uint32_t gid)
{
    const auto now = std::chrono::steady_clock::now();
    const auto known = known_.find({uid, gid});
    if (known != known_.end() && now - known->second.at < believed_for) co_return known->second.user;
    std::function<SocketUser()> work = [etc = etc_, uid, gid, own = own_uid_] {
        const auto name = name_of(etc, uid);
        const bool owner = uid == 0 || uid == own || is_in_group(etc, name.value_or(""), gid);
        return SocketUser{.name = name.value_or(fmt::format("uid {}", uid)), .acts_as_owner = owner};
    };
    auto user = co_await pool_.run(std::move(work));
    if (known_.size() >= most_known) known_.clear();
    known_[{uid, gid}] = {.user = user, .at = now};
    co_return user;
}

} // namespace furtka
