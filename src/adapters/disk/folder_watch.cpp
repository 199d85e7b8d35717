#include "adapters/disk/folder_watch.hpp"

#include "adapters/disk/app_state_file.hpp"
#include "adapters/disk/files.hpp"
#include "async/nothrow.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <sys/inotify.h>
#include <unistd.h>

namespace furtka {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto together = 50ms; ///< changes within it are told as one
constexpr std::uint32_t in_root = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::uint32_t in_app = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB;

Error watch_error(int number, const std::filesystem::path& root)
{
    if (number != ENOSPC && number != EMFILE && number != ENOMEM)
        return disk_error(number, "watch the apps folder " + root.string());
    return {.kind = ErrorKind::unavailable,
        .key = "watch_limit",
        .message = "the kernel has no file watch left for the apps folder",
        .hint = "raise fs.inotify.max_user_watches and fs.inotify.max_user_instances (sysctl)"};
}

class FolderWatch {
public:
    explicit FolderWatch(std::filesystem::path root)
        : root_(std::move(root)), inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
    }

    /// Watches everything there is.
    Result<void> begin()
    {
        if (!inotify_) return fail(watch_error(errno, root_));
        root_watch_ = inotify_add_watch(inotify_.get(), root_.c_str(), in_root | IN_ONLYDIR);
        if (root_watch_ < 0) return fail(watch_error(errno, root_));
        return watch_all();
    }

    /// Reads what the kernel has to say into `changed`; an empty name there means anything.
    Result<void> take(std::set<std::string>& changed)
    {
        alignas(inotify_event) std::array<char, 16 * 1024> buffer;
        while (true) {
            const auto size = ::read(inotify_.get(), buffer.data(), buffer.size());
            if (size < 0 && errno == EINTR) continue;
            if (size < 0 && errno == EAGAIN) return {};
            if (size <= 0) return fail(watch_error(errno, root_));
            for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
                const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
                CHECK(handle(*event, changed));
                at += sizeof(inotify_event) + event->len;
            }
        }
    }

    int descriptor() const { return inotify_.get(); }

private:
    Result<void> handle(const inotify_event& event, std::set<std::string>& changed)
    {
        if (event.mask & IN_Q_OVERFLOW) {
            changed.insert("");
            return watch_all();
        }
        if (event.wd == root_watch_) return handle_root(event, changed);
        const auto app = apps_.find(event.wd);
        if (app == apps_.end()) return {};
        changed.insert(app->second);
        const bool own = event.len > 0 && std::strcmp(event.name, own_folder) == 0;
        if (own && (event.mask & (IN_CREATE | IN_MOVED_TO))) return watch(app->second);
        if (event.mask & IN_IGNORED) apps_.erase(app);
        return {};
    }

    Result<void> handle_root(const inotify_event& event, std::set<std::string>& changed)
    {
        if (event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) return fail(watch_error(ENOENT, root_));
        const std::string name(event.len > 0 ? event.name : "");
        if (name.empty() || name.front() == '.') return {};
        changed.insert(name);
        if (event.mask & (IN_DELETE | IN_MOVED_FROM)) unwatch(name);
        if (event.mask & (IN_CREATE | IN_MOVED_TO)) return watch(name);
        return {};
    }

    Result<void> watch_all()
    {
        const OwnedFd folder = open_folder(root_);
        if (!folder) return fail(watch_error(errno, root_));
        for (const auto& name : names_in(folder.get())) {
            if (!name.starts_with(".")) CHECK(watch(name));
        }
        return {};
    }

    /// A folder that is no folder, or gone again, is no error.
    Result<void> watch(const std::string& name)
    {
        for (const auto& path : {root_ / name, root_ / name / own_folder}) {
            const int id = inotify_add_watch(inotify_.get(), path.c_str(), in_app | IN_ONLYDIR | IN_DONT_FOLLOW);
            if (id >= 0) apps_[id] = name;
            if (id < 0 && (errno == ENOSPC || errno == ENOMEM)) return fail(watch_error(errno, root_));
        }
        return {};
    }

    void unwatch(const std::string& name)
    {
        for (auto app = apps_.begin(); app != apps_.end();) {
            const auto here = app++;
            if (here->second != name) continue;
            inotify_rm_watch(inotify_.get(), here->first);
            apps_.erase(here);
        }
    }

    std::filesystem::path root_;
    OwnedFd inotify_;
    int root_watch_ = -1;
    std::map<int, std::string> apps_; ///< by watch
};

} // namespace

Task<Result<void>> watch_folders(std::filesystem::path root, std::function<void(std::string_view name)> sink)
{
    const auto executor = co_await asio::this_coro::executor;
    FolderWatch watch(std::move(root));
    CO_CHECK(watch.begin());
    sink("");

    // A copy of the descriptor: Asio closes its own, and the watch ends with both.
    asio::posix::stream_descriptor ready(executor, dup(watch.descriptor()));
    asio::steady_timer pause(executor);
    while (true) {
        const auto [ec] = co_await ready.async_wait(asio::posix::stream_descriptor::wait_read, nothrow);
        if (ec) co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
        pause.expires_after(together);
        const auto [cut] = co_await pause.async_wait(nothrow);
        if (cut) co_return fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});

        std::set<std::string> changed;
        CO_CHECK(watch.take(changed));
        if (changed.contains("")) changed = {""};
        for (const auto& name : changed) sink(name);
    }
}

} // namespace furtka
