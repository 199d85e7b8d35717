// unit/http/serving.hpp — a server with routes for tests, on a free port and a unix socket.
#pragma once

#include "async/timeout.hpp"
#include "http/server.hpp"
#include "raw_client.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace furtka::http {

/// Given a handler, a server; when raw bytes are sent, what comes back.
class Serving : public testing::Test {
protected:
    Serving()
    {
        options.limits.idle_time = std::chrono::seconds(5);
        handler = [this](Request request) { return describe(*this, std::move(request)); };
    }

    void listen()
    {
        server = std::make_unique<Server>(io.get_executor(), handler, options);
        port = server->listen_tcp("127.0.0.1:0").value();
    }

    RawClient connect() { return {io, port}; }

    /// The bytes the server answers with until it closes.
    std::string ask(std::string bytes)
    {
        if (!server) listen();
        auto client = connect();
        return run(io, client.ask(std::move(bytes)));
    }

    /// Method, path, query, body as the handler sees them, and counts the calls.
    static Task<Response> describe(Serving& self, Request request)
    {
        std::string text = request.method + " " + request.path;
        for (const auto& [name, value] : request.query) text += fmt::format(" {}={}", name, value);
        if (!request.body.empty()) text += " body=" + request.body;
        self.handled.push_back(text);
        self.last = request;
        co_return Response{.status = 200, .headers = {}, .body = text};
    }

    static std::string status_of(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }
    static std::string body_of(const std::string& answer)
    {
        const auto at = answer.find("\r\n\r\n");
        return at == std::string::npos ? "" : answer.substr(at + 4);
    }

    boost::asio::io_context io{1};
    TempFolder folder;
    ServerOptions options;
    Handler handler;
    std::vector<std::string> handled;
    Request last;
    std::unique_ptr<Server> server;
    std::uint16_t port = 0;
};

} // namespace furtka::http
