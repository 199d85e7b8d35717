// support/fake_registry.hpp — a Registry in memory: tags and what they point to.
#pragma once

#include "ports/registry.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace furtka::test {

/// Names are as a person writes them, `nginx:1`, `nginx@sha256:…`. What it was not told of is not_found `image_not_found`.
/// Recorded: `digest nginx:1`, `document nginx@sha256:…`, `config nginx`, `tags nginx`, `login ghcr.io ada`; a digest of a
/// pinned image is answered without a record.
class FakeRegistry final : public Registry, public FakeCalls {
public:
    void has(std::string name, Digest digest) { digests_.insert_or_assign(std::move(name), std::move(digest)); }
    void has(std::string name, ImageDocument document) { documents_.insert_or_assign(std::move(name), std::move(document)); }
    /// By the digest of the config.
    void has_config(std::string digest, ImageConfig config)
    {
        configs_.insert_or_assign(std::move(digest), std::move(config));
    }
    void has_tags(std::string repository, std::vector<std::string> tags)
    {
        tags_.insert_or_assign(std::move(repository), std::move(tags));
    }
    /// No registry answers at all.
    void is_down();

    std::vector<RegistryLimit> told_limits;
    std::map<std::string, std::string> passwords; ///< `ghcr.io ada` → what it takes

    Task<Result<Digest>> digest(ImageRef ref, EngineInfo engine) override;
    Task<Result<ImageDocument>> document(ImageRef ref, EngineInfo engine) override;
    Task<Result<ImageConfig>> config(ImageRef ref, Digest config, EngineInfo engine) override;
    Task<Result<std::vector<std::string>>> tags(ImageRef ref, EngineInfo engine) override;
    Task<Result<void>> try_login(std::string registry, RegistryLogin login, EngineInfo engine) override;
    std::vector<RegistryLimit> limits() const override { return told_limits; }

private:
    std::map<std::string, Digest> digests_;
    std::map<std::string, ImageDocument> documents_;
    std::map<std::string, ImageConfig> configs_;
    std::map<std::string, std::vector<std::string>> tags_;
};

} // namespace furtka::test
