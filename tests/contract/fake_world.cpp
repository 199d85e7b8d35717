#include "engine_world.hpp"
#include "support/fake_engine.hpp"

namespace furtka::contract {
namespace {

class FakeWorld final : public EngineWorld {
public:
    FakeWorld()
    {
        for (const char* tag : {"1", "same"}) fake_.registry_has(image(tag).familiar(), test::image_id("a"));
    }

    Containers& containers() override { return fake_; }
    Images& images() override { return fake_; }
    Volumes& volumes() override { return fake_; }
    Engine& engine() override { return fake_; }

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

    void makes_foreign_volume(const std::string& name) override { fake_.volumes[name] = {}; }

    void clears(const std::string& project, const std::vector<std::string>& volumes) override
    {
        fake_.takes_away(project);
        for (const auto& name : volumes) fake_.volumes.erase(name);
    }

private:
    test::FakeEngine fake_;
};

} // namespace

std::unique_ptr<EngineWorld> fake_world() { return std::make_unique<FakeWorld>(); }

} // namespace furtka::contract
