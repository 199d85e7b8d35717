// A daemon that says what a test tells it to, on a unix socket, in a thread of its own; and the console of a test.
#pragma once

#include "cli/console.hpp"
#include "cli/program.hpp"
#include "http/server.hpp"
#include "http/websocket.hpp"
#include "support/temp_folder.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace furtka::cli {

class FakeDaemon {
public:
    FakeDaemon()
        : work_(io_.get_executor()),
          server_(std::make_unique<http::Server>(
              io_.get_executor(), [this](http::Request request) { return answer(std::move(request)); },
              http::ServerOptions{}))
    {
        if (!server_->listen_unix(socket(), std::nullopt)) throw std::runtime_error("the fake daemon cannot listen");
        thread_ = std::thread([this] { io_.run(); });
    }
    ~FakeDaemon() { end(); }
    FakeDaemon(const FakeDaemon&) = delete;
    FakeDaemon& operator=(const FakeDaemon&) = delete;

    http::SocketBody socket_body; ///< what a terminal is answered with

    std::string socket() const { return (folder_ / "furtka.sock").string(); }

    /// `call` is `GET /api/apps`. Further answers to one call come in order; the last is repeated.
    void says(const std::string& call, const std::string& body, int status = 200)
    {
        const std::lock_guard lock(mutex_);
        answers_[call].push_back({status, body});
    }
    void problem(
        const std::string& call, int status, const std::string& key, const std::string& detail, const std::string& hint)
    {
        says(call, R"({"key": ")" + key + R"(", "detail": ")" + detail + R"(", "hint": ")" + hint + R"("})", status);
    }

    /// `GET /api/apps; POST /api/apps/blog/update {}`. Repeated ones are told once.
    std::string calls() const
    {
        const std::lock_guard lock(mutex_);
        std::string text;
        std::string before;
        for (const auto& call : calls_) {
            if (call != before) text += (text.empty() ? "" : "; ") + call;
            before = call;
        }
        return text;
    }
    /// The header of the last request of this method.
    std::string header(const std::string& name) const
    {
        const std::lock_guard lock(mutex_);
        return std::string(last_headers_.find(name).value_or("(none)"));
    }

    /// As a kill: the socket stays, nobody listens.
    void end()
    {
        if (!thread_.joinable()) return;
        io_.stop();
        thread_.join();
        server_.reset();
    }

private:
    struct Answer {
        int status;
        std::string body;
    };

    Task<http::Response> answer(http::Request request)
    {
        const std::lock_guard lock(mutex_);
        if (socket_body && request.path.ends_with("/terminal") && request.headers.find("Upgrade")) {
            calls_.push_back(
                request.method + " " + request.path + "?" + std::string(request.query_value("service").value_or("")));
            co_return http::Response{.status = 101, .headers = {}, .body = socket_body};
        }
        std::string call = request.method + " " + request.path;
        for (std::size_t i = 0; i < request.query.size(); ++i) {
            call += (i == 0 ? "?" : "&") + request.query[i].first + "=" + request.query[i].second;
        }
        calls_.push_back(request.body.empty() ? call : call + " " + request.body);
        last_headers_ = request.headers;
        auto found = answers_.find(call);
        http::Response response{
            .status = 404, .headers = {}, .body = R"({"key": "untold", "detail": "untold: )" + call + "\"}"};
        if (found != answers_.end()) {
            response = {.status = found->second.front().status, .headers = {}, .body = found->second.front().body};
            if (found->second.size() > 1) found->second.pop_front();
        }
        co_return response;
    }

    TempFolder folder_;
    mutable std::mutex mutex_;
    std::map<std::string, std::deque<Answer>> answers_;
    std::vector<std::string> calls_;
    http::Headers last_headers_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::unique_ptr<http::Server> server_;
    std::thread thread_;
};

class FakeConsole final : public Console {
public:
    Looks looks() const override { return look; }
    void out(std::string_view text) override { out_text += text; }
    void err(std::string_view text) override { err_text += text; }
    std::optional<std::string> ask(std::string_view question, Echo echo) override
    {
        err_text += question;
        if (answers.empty()) {
            err_text += "(end)\n";
            return std::nullopt;
        }
        auto answer = answers.front();
        answers.pop_front();
        err_text += echo == Echo::yes ? answer + "\n" : "\n";
        return answer;
    }
    WindowSize window() const override { return {100, 30}; }
    std::unique_ptr<LiveTerminal> take_over(const boost::asio::any_io_executor& executor) override
    {
        return live ? live(executor) : nullptr;
    }
    Result<std::string> read_input(std::size_t) override { return input; }
    void count_interrupts() override { counting = true; }
    int interrupts() const override { return interrupt_count; }
    void pause(std::chrono::milliseconds duration) override
    {
        time += duration;
        ++pauses;
        if (on_pause) on_pause(pauses);
    }
    std::chrono::steady_clock::time_point now() const override { return time; }

    void on_terminal() { look = {.in_terminal = true, .out_terminal = true, .err_terminal = true, .moves = true}; }

    Looks look;
    std::string out_text;
    std::string err_text;
    std::deque<std::string> answers;
    std::string input;
    std::function<std::unique_ptr<LiveTerminal>(const boost::asio::any_io_executor&)> live;
    std::function<void(int pause)> on_pause;
    int interrupt_count = 0;
    int pauses = 0;
    bool counting = false;
    std::chrono::steady_clock::time_point time;
};

} // namespace furtka::cli
