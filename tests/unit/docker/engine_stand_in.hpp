// unit/docker/engine_stand_in.hpp — a socket that answers like an engine, or like anything else a test wants.
#pragma once

#include "adapters/docker/docker.hpp"
#include "support/config_credentials.hpp"
#include "support/run.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace furtka::docker {

inline std::string answer(int status, const std::string& body)
{
    return fmt::format(
        "HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}

inline std::string chunk(const std::string& bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

inline const std::string stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

/// A whole streamed answer, one chunk a line.
inline std::string streamed(const std::vector<std::string>& lines)
{
    std::string bytes = stream_head;
    for (const auto& line : lines) bytes += chunk(line + "\r\n");
    return bytes + "0\r\n\r\n";
}

class AtAnEngine : public testing::Test {
protected:
    using Caller = ScriptedServer::Caller;
    enum class Then { keep, close, hang };

    struct Reply {
        std::string bytes;
        Then then = Then::keep;
    };

    /// The answer to requests whose first line begins with `request`: `GET /v1.45/info`.
    void on(const std::string& request, std::string bytes, Then then = Then::keep)
    {
        replies_[request] = {std::move(bytes), then};
    }

    void SetUp() override
    {
        on("GET /version ",
            answer(200, R"({"Version":"26.1.5","ApiVersion":"1.45","MinAPIVersion":"1.24","Arch":"amd64"})"));
        server_ = std::make_unique<ScriptedServer>(io, socket(), [this](Caller& caller, int) { return serve(caller); });
    }

    /// First lines of the requests so far, without `HTTP/1.1`, joined with `; `; the version is asked once at first.
    std::string heard() const
    {
        std::string text;
        for (const auto& request : requests) {
            const auto line = request.substr(0, request.find(" HTTP/1.1"));
            text += text.empty() ? line : "; " + line;
        }
        return text;
    }

    void write_config(const std::string& text) { std::ofstream(config()) << text; }

    Docker& docker()
    {
        if (!docker_) {
            auto opened = Docker::open(io.get_executor(), credentials_, {.host = "unix://" + socket().string()});
            docker_ = *std::move(opened);
        }
        return *docker_;
    }

    void stop_server() { server_.reset(); }
    std::filesystem::path socket() const { return folder_ / "docker.sock"; }
    std::filesystem::path config() const { return folder_ / "config.json"; }

    boost::asio::io_context io{1};
    std::vector<std::string> requests;
    int gone = 0; ///< callers that hung up on an answer that hangs

private:
    Task<void> serve(Caller& caller)
    {
        for (;;) {
            const std::string request = co_await caller.request();
            if (request.empty()) co_return;
            requests.push_back(request);
            const Reply reply = reply_to(request);
            co_await caller.send(reply.bytes);
            if (reply.then == Then::hang) {
                co_await caller.gone();
                ++gone;
            }
            if (reply.then != Then::keep) co_return;
        }
    }

    Reply reply_to(const std::string& request) const
    {
        for (const auto& [start, reply] : replies_) {
            if (request.starts_with(start)) return reply;
        }
        return {answer(404, R"({"message":"page not found"})")};
    }

    TempFolder folder_;
    test::ConfigCredentials credentials_{config()};
    std::map<std::string, Reply> replies_;
    std::unique_ptr<ScriptedServer> server_;
    std::unique_ptr<Docker> docker_;
};

} // namespace furtka::docker
