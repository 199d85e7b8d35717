#include "adapters/docker/docker.hpp"
#include "async/timeout.hpp"
#include "engine_world.hpp"
#include "http/client.hpp"
#include "support/fake_credentials.hpp"
#include "support/run.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

namespace furtka::contract {
namespace {

namespace json = boost::json;

std::string from_environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

class RealWorld final : public EngineWorld {
    test::FakeCredentials no_logins_;

public:
    RealWorld(boost::asio::io_context& io, const std::string& host, std::string registry)
        : io_(io), registry_(std::move(registry)), raw_(io.get_executor(), http::Endpoint::parse(host).value()),
          docker_(docker::Docker::open(io.get_executor(), no_logins_, {.host = host}).value())
    {
    }

    Containers& containers() override { return docker_->containers(); }
    Images& images() override { return docker_->images(); }
    Volumes& volumes() override { return docker_->volumes(); }
    Engine& engine() override { return docker_->engine(); }
    Exec& exec() override { return docker_->exec(); }
    EngineCopies& copies() override { return docker_->copies(); }
    ForeignContainers& foreign() override { return docker_->foreign(); }

    ImageRef image(const std::string& tag) override { return {registry_, "contract/app", tag, ""}; }

    ContainerId runs(const std::string& project, const std::string& service, const std::string& volume) override
    {
        const json::object labels{{"com.docker.compose.project", project}, {"com.docker.compose.service", service},
            {"com.docker.compose.container-number", "1"}, {"com.docker.compose.oneoff", "False"}};
        // The shell waits for its command, so it ends when it is told to and with the code it is given.
        json::object config{{"Image", image("1").familiar()}, {"Labels", labels}, {"OpenStdin", true},
            {"Cmd",
                json::array{"sh", "-c",
                    "echo one; sleep 0.1; echo two >&2; while [ ! -e /tmp/end ]; do sleep 0.05; done; exit $(cat "
                    "/tmp/end)"}}};
        if (!volume.empty()) config["HostConfig"] = json::object{{"Binds", json::array{volume + ":/data"}}};
        const auto made = call("POST", fmt::format("/containers/create?name={}-{}-1", project, service), config);
        const ContainerId id{json::value_to<std::string>(json::parse(made).at("Id"))};
        call("POST", "/containers/" + id.text + "/start");
        return id;
    }

    void ends(const ContainerId& id, int exit_code) override
    {
        const auto write = fmt::format("echo {} > /tmp/.end; mv /tmp/.end /tmp/end", exit_code);
        const auto made =
            call("POST", "/containers/" + id.text + "/exec", json::object{{"Cmd", json::array{"sh", "-c", write}}});
        call("POST", "/exec/" + json::value_to<std::string>(json::parse(made).at("Id")) + "/start",
            json::object{{"Detach", true}});
        call("POST", "/containers/" + id.text + "/wait");
        // The list is a copy that follows a moment after the wait ends (26.1 and 28.5); the event comes after both.
        for (int round = 0; round < 1000 && is_listed_as_running(id); ++round)
            run(io_, sleep_for(std::chrono::milliseconds(5)));
    }

    void makes_network(const std::string& project, const Subnet& subnet) override
    {
        const json::object pool{{"Subnet", subnet.text()}};
        call("POST", "/networks/create",
            json::object{{"Name", project + "_default"}, {"Labels", json::object{{"com.docker.compose.project", project}}},
                {"IPAM", json::object{{"Config", json::array{pool}}}}});
    }

    void joins(const ContainerId& id, const std::string& project) override
    {
        call("POST", "/networks/" + project + "_default/connect", json::object{{"Container", id.text}});
    }

    void makes_foreign_volume(const std::string& name, const std::string& project) override
    {
        json::object labels;
        if (!project.empty()) labels.emplace("com.docker.compose.project", project);
        call("POST", "/volumes/create", json::object{{"Name", name}, {"Labels", labels}});
    }

    void clears(const std::string& project, const std::vector<std::string>& volumes) override
    {
        const auto containers = run(io_, docker_->containers().list(project));
        for (const auto& container : containers.value_or(std::vector<Container>{})) {
            ask("DELETE", "/containers/" + container.id.text + "?force=1&v=1", {});
        }
        ask("DELETE", "/networks/" + project + "_default", {});
        for (const auto& name : volumes) ask("DELETE", "/volumes/" + name, {});
    }

private:
    bool is_listed_as_running(const ContainerId& id)
    {
        const auto filter = http::percent_encode(json::serialize(json::object{{"id", json::array{id.text}}}));
        return !json::parse(call("GET", "/containers/json?filters=" + filter)).as_array().empty();
    }

    Result<http::ClientResponse> ask(const std::string& method, const std::string& target, const std::string& body)
    {
        http::ClientRequest request;
        request.method = method;
        request.target = "/v1.41" + target;
        request.headers.set("Content-Type", "application/json");
        request.body = body;
        return run(io_, raw_.request(std::move(request)), std::chrono::seconds(30));
    }

    /// The body of the answer; a refusal ends the test.
    std::string call(const std::string& method, const std::string& target, const json::object& body = {})
    {
        const auto answer = ask(method, target, body.empty() ? std::string() : json::serialize(body));
        if (!answer) throw std::runtime_error(answer.error().message);
        if (answer->status >= 300 && answer->status != 304)
            throw std::runtime_error(method + " " + target + ": " + answer->body);
        return answer->body;
    }

    boost::asio::io_context& io_;
    std::string registry_;
    http::Client raw_;
    std::unique_ptr<docker::Docker> docker_;
};

} // namespace

std::unique_ptr<EngineWorld> real_world(boost::asio::io_context& io, std::string& why)
{
    const std::string host = from_environment("FURTKA_TEST_DOCKER_HOST");
    const std::string registry = from_environment("FURTKA_TEST_REGISTRY");
    if (host.empty() || registry.empty()) {
        why =
            "FURTKA_TEST_DOCKER_HOST and FURTKA_TEST_REGISTRY name no engine and registry; tests/e2e/test_contract.py does";
        return nullptr;
    }
    return std::make_unique<RealWorld>(io, host, registry);
}

} // namespace furtka::contract
