// daemon/adapters.hpp — the ports made real, as the settings say.
#pragma once

#include "async/worker_pool.hpp"
#include "base/result.hpp"
#include "daemon/outside.hpp"
#include "daemon/settings.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace furtka::daemon {

class Adapters {
public:
    /// Takes the state folder's lock; connects to nothing. conflict `state_in_use`, unavailable `state_unusable`, invalid
    /// `endpoint`.
    static Result<std::unique_ptr<Adapters>> open(boost::asio::any_io_executor executor, const Settings& settings);
    ~Adapters();
    Adapters(const Adapters&) = delete;
    Adapters& operator=(const Adapters&) = delete;

    Outside outside();
    /// Notifications on their way are given up; they wait in the outbox for the next start.
    void stop_sending();

private:
    struct Parts;
    explicit Adapters(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

Policies policies_of(const Settings& settings);

} // namespace furtka::daemon
