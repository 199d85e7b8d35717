// support/fake_inspection.hpp — an Inspection over the fake engine's images and containers.
#pragma once

#include "ports/inspection.hpp"
#include "support/fake_engine.hpp"

#include <map>
#include <string>

namespace furtka::test {

/// Looks, which can fail and be held but are not recorded: `images`, `image sha256:…`, `changes c1`, `container c1`,
/// `guests`. An image that was not described is one for amd64 with nothing in it.
class FakeInspection final : public Inspection, public FakeCalls {
public:
    explicit FakeInspection(FakeEngine& engine) : engine_(engine) { }

    std::map<ImageId, InspectedImage> described;
    std::map<ContainerId, std::vector<LayerChange>> written;
    std::map<ContainerId, ContainerFacts> facts;
    std::map<std::string, FileFacts> files; ///< by path
    std::vector<NetworkGuest> guests;

    Task<Result<std::vector<LocalImage>>> images() override
    {
        CO_CHECK(co_await look("images"));
        std::vector<LocalImage> images;
        for (const auto& [ref, image] : engine_.images) {
            images.push_back({.id = image.id, .tags = {ref}, .repo_digests = image.repo_digests});
        }
        co_return images;
    }
    Task<Result<std::optional<InspectedImage>>> image(ImageId id) override
    {
        CO_CHECK(co_await look("image " + id.text));
        const auto found = described.find(id);
        if (found != described.end()) co_return std::optional(found->second);
        for (const auto& [ref, image] : engine_.images) {
            if (image.id != id) continue;
            InspectedImage plain{.id = id};
            plain.config.platform.architecture = "amd64";
            co_return std::optional(std::move(plain));
        }
        co_return std::optional<InspectedImage>{};
    }
    Task<Result<std::vector<LayerChange>>> changes(ContainerId id) override
    {
        CO_CHECK(co_await look("changes " + id.text));
        co_return written[id];
    }
    Task<Result<ContainerFacts>> container(ContainerId id) override
    {
        CO_CHECK(co_await look("container " + id.text));
        co_return facts[id];
    }
    Task<Result<std::optional<FileFacts>>> file(ContainerId id, std::string path) override
    {
        CO_CHECK(co_await look("file " + id.text + " " + path));
        const auto found = files.find(path);
        co_return found == files.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Result<std::vector<NetworkGuest>>> network_guests() override
    {
        CO_CHECK(co_await look("guests"));
        co_return guests;
    }

private:
    FakeEngine& engine_;
};

} // namespace furtka::test
