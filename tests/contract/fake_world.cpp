#include "engine_world.hpp"
#include "support/fake_copies.hpp"
#include "support/fake_exec.hpp"
#include "support/fake_foreign.hpp"

namespace furtka::contract {
namespace {

class FakeWorld final : public EngineWorld {
public:
    explicit FakeWorld(boost::asio::io_context& io) : exec_(io.get_executor(), fake_)
    {
        exec_.on_begin = act;
        exec_.on_input = [](test::FakeProcess& process, const std::string& bytes) { hear(process, bytes); };
        for (const char* tag : {"1", "same"}) fake_.registry_has(image(tag).familiar(), test::image_id("a"));
    }

    Containers& containers() override { return fake_; }
    Images& images() override { return fake_; }
    Volumes& volumes() override { return fake_; }
    Engine& engine() override { return fake_; }
    Exec& exec() override { return exec_; }
    EngineCopies& copies() override { return copies_; }
    ForeignContainers& foreign() override { return foreign_; }

    ImageRef image(const std::string& tag) override { return {"127.0.0.1:5000", "contract/app", tag, ""}; }

    ContainerId runs(const std::string& project, const std::string& service, const std::string& volume) override
    {
        const auto id = fake_.runs(project, service, image("1").familiar());
        fake_.output[id.text] = {"one", "two"};
        if (!volume.empty()) fake_.volumes[volume].in_use = true;
        return id;
    }

    void ends(const ContainerId& id, int exit_code) override { fake_.ends(id, exit_code); }

    void makes_network(const std::string& project, const Subnet& subnet) override
    {
        fake_.nets.push_back({project + "_default", project, subnet});
    }

    void joins(const ContainerId& id, const std::string& project) override
    {
        std::ranges::find(fake_.nets, project, &test::FakeEngine::Network::project)->members.push_back(id);
    }

    void makes_foreign_volume(const std::string& name, const std::string& project) override
    {
        fake_.volumes[name] = {.project = project};
    }

    void clears(const std::string& project, const std::vector<std::string>& volumes) override
    {
        fake_.takes_away(project);
        for (const auto& name : volumes) fake_.volumes.erase(name);
    }

private:
    /// What the programs of the tests do: `true`, `false`, `cat` with a terminal, and what is none.
    static void act(test::FakeProcess& process)
    {
        const auto& program = process.spec.command.front();
        if (program == "true" || program == "false") process.ends(program == "true" ? 0 : 1);
        if (program == "/no/such/program") {
            process.writes("exec: \"/no/such/program\": no such file or directory\r\n");
            process.ends(127);
        }
    }
    /// The terminal echoes; Ctrl-D ends.
    static void hear(test::FakeProcess& process, const std::string& bytes)
    {
        if (bytes == "\x04") return process.ends(0);
        process.writes(bytes.substr(0, bytes.find('\n')) + "\r\n");
    }

    test::FakeEngine fake_;
    test::FakeExec exec_;
    test::FakeCopies copies_{fake_};
    test::FakeForeignContainers foreign_{fake_};
};

} // namespace

std::unique_ptr<EngineWorld> fake_world(boost::asio::io_context& io) { return std::make_unique<FakeWorld>(io); }

} // namespace furtka::contract
