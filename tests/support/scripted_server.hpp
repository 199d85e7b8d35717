// support/scripted_server.hpp — a server on a unix socket that says exactly what a test tells it to, right or wrong.
#pragma once

#include "async/task.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace furtka {

class ScriptedServer {
public:
    /// One accepted connection.
    class Caller {
    public:
        virtual ~Caller() = default;
        /// Head and body of the next request as they came; empty when the caller has gone.
        virtual Task<std::string> request() = 0;
        /// Sends the bytes as they are. False: the caller has gone.
        virtual Task<bool> send(std::string bytes) = 0;
        virtual Task<void> pause(std::chrono::milliseconds duration) = 0;
        /// Waits until the caller closes the connection.
        virtual Task<void> gone() = 0;
    };

    /// Told of each connection, counted from 0. The connection is closed when it returns.
    using Script = std::function<Task<void>(Caller&, int connection)>;

    ScriptedServer(boost::asio::io_context& io, const std::filesystem::path& socket, Script script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    int connections() const; ///< accepted so far

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace furtka
