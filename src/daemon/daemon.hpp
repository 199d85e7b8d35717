// daemon/daemon.hpp — everything put together, and its life: listen, read, follow, mend, drain.
#pragma once

#include "base/result.hpp"
#include "daemon/settings.hpp"

#include <functional>
#include <memory>

namespace furtka::daemon {

class Daemon {
public:
    /// `reread` reads the settings again, for SIGHUP.
    Daemon(Settings settings, std::function<Result<Settings>()> reread);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Returns after SIGTERM or SIGINT and at most 20 s of draining. Errors: what kept it from starting (the state folder's
    /// lock, an address in use).
    Result<void> run();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace furtka::daemon
