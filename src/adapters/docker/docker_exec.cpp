#include "adapters/docker/docker_exec.hpp"

#include "adapters/docker/json_fields.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <utility>

namespace furtka::docker {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& list)
{
    json::array array;
    for (const auto& text : list) array.push_back(json::value(text));
    return array;
}

http::ClientRequest post(std::string target, const json::object& body)
{
    http::ClientRequest ask;
    ask.method = "POST";
    ask.target = std::move(target);
    ask.headers.set("Content-Type", "application/json");
    ask.body = json::serialize(body);
    return ask;
}

std::string exec_path(const ExecId& id) { return "/exec/" + http::percent_encode(id.text); }

/// Of a call on an exec: the engine knows it as long as its container.
Error refusal(const ExecId& id, std::string_view method, std::string_view target, const http::ClientResponse& answer)
{
    if (answer.status != 404) return Connection::refused(method, target, answer);
    return {.kind = ErrorKind::not_found,
        .key = "exec_unknown",
        .message = fmt::format("the engine has no process {}: {}", id.text, read_message(answer.body)),
        .hint = "its container is gone; open it anew"};
}

class ChannelStream final : public ExecStream {
public:
    explicit ChannelStream(std::unique_ptr<http::Channel> channel) : channel_(std::move(channel)) { }

    Task<Result<std::string>> read() override { return channel_->read(); }
    Task<Result<void>> write(std::string bytes, std::chrono::milliseconds patience) override
    {
        return channel_->write(std::move(bytes), patience);
    }

private:
    std::unique_ptr<http::Channel> channel_;
};

} // namespace

Task<Result<ExecId>> DockerExec::create(ContainerId id, ExecSpec spec)
{
    const std::string target = fmt::format("/containers/{}/exec", http::percent_encode(id.text));
    json::object body{{"Cmd", texts(spec.command)}, {"Env", texts(spec.environment)}, {"Tty", spec.terminal},
        {"AttachStdin", spec.terminal}, {"AttachStdout", spec.terminal}, {"AttachStderr", spec.terminal}};
    if (!spec.user.empty()) body["User"] = spec.user;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(post(target, body)));
    if (answer.status == 404) {
        co_return fail({.kind = ErrorKind::not_found,
            .key = "container_unknown",
            .message = fmt::format("the engine has no container {}: {}", id.text, read_message(answer.body)),
            .hint = "list the app's containers again"});
    }
    if (answer.status == 409) {
        co_return fail({.kind = ErrorKind::conflict,
            .key = "container_not_running",
            .message = fmt::format("nothing can be started in container {}: {}", id.text, read_message(answer.body)),
            .hint = "start the app first"});
    }
    if (!is_success(answer.status)) co_return fail(Connection::refused("POST", target, answer));
    CO_TRY(const auto made, parse_object(answer.body, "POST /containers/{id}/exec"));
    co_return ExecId{text_in(made, "Id")};
}

Task<Result<std::unique_ptr<ExecStream>>> DockerExec::start(ExecId id)
{
    const std::string target = exec_path(id) + "/start";
    auto ask = post(target, {{"Detach", false}, {"Tty", true}});
    ask.headers.set("Connection", "Upgrade");
    ask.headers.set("Upgrade", "tcp");
    CO_TRY(auto upgraded, co_await connection_.upgrade(std::move(ask)));
    if (!upgraded.channel) co_return fail(refusal(id, "POST", target, upgraded.response));
    co_return std::make_unique<ChannelStream>(std::move(upgraded.channel));
}

Task<Result<void>> DockerExec::start_alone(ExecId id)
{
    const std::string target = exec_path(id) + "/start";
    CO_TRY(
        const http::ClientResponse answer, co_await connection_.request(post(target, {{"Detach", true}, {"Tty", false}})));
    if (!is_success(answer.status)) co_return fail(refusal(id, "POST", target, answer));
    co_return Result<void>{};
}

Task<Result<void>> DockerExec::resize(ExecId id, TerminalSize size)
{
    const std::string target = fmt::format("{}/resize?h={}&w={}", exec_path(id), size.rows, size.columns);
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(post(target, {})));
    if (!is_success(answer.status)) co_return fail(refusal(id, "POST", target, answer));
    co_return Result<void>{};
}

Task<Result<ExecState>> DockerExec::state(ExecId id)
{
    http::ClientRequest ask;
    ask.target = exec_path(id) + "/json";
    const std::string target = ask.target;
    CO_TRY(const http::ClientResponse answer, co_await connection_.request(std::move(ask)));
    if (!is_success(answer.status)) co_return fail(refusal(id, "GET", target, answer));
    CO_TRY(const auto told, parse_object(answer.body, "GET /exec/{id}/json"));
    ExecState state{.running = is_set_in(told, "Running"), .exit_code = std::nullopt};
    const auto* code = told.if_contains("ExitCode");
    if (!state.running && code != nullptr && code->is_number())
        state.exit_code = static_cast<int>(number_in(told, "ExitCode"));
    co_return state;
}

} // namespace furtka::docker
