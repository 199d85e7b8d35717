// services/live_stats.hpp — what an app's containers take, live: one stream of the engine a container, shared by all who
// look, and ended when nobody does.
#pragma once

#include "ports/container_stats.hpp"
#include "services/live_picture.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace furtka {

struct ServiceStats {
    std::string service;
    std::string container; ///< id
    StatsSample sample;
    bool operator==(const ServiceStats&) const = default;
};

class LiveStats {
public:
    LiveStats(boost::asio::any_io_executor executor, ContainerStats& stats, const LivePicture& picture,
        std::chrono::milliseconds pace = std::chrono::milliseconds(1000));
    ~LiveStats();
    LiveStats(const LiveStats&) = delete;
    LiveStats& operator=(const LiveStats&) = delete;

    /// Hands on the newest sample of each running container of the app (at most 32), each `pace`, until `sink` returns
    /// false, the app is gone or the task is cancelled.
    Task<void> follow(std::string app, std::function<Task<bool>(std::vector<ServiceStats>)> sink);

    /// Streams of the engine that are open.
    std::size_t streams() const { return streams_.size(); }

private:
    struct Stream;
    class Watching;
    using Streams = std::map<std::string, std::shared_ptr<Stream>>;

    std::shared_ptr<Stream> watch(const ContainerId& id);
    void leave(const std::shared_ptr<Stream>& stream);
    std::vector<ServiceStats> samples_of(const std::string& app, Watching& watching);

    boost::asio::any_io_executor executor_;
    ContainerStats& stats_;
    const LivePicture& picture_;
    std::chrono::milliseconds pace_;
    Streams streams_; ///< by container id
};

} // namespace furtka
