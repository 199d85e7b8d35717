// support/fake_registry.hpp — a Registry in memory: tags and what they point to.
#pragma once

#include "ports/registry.hpp"
#include "support/fake_calls.hpp"

#include <map>
#include <string>
#include <utility>

namespace furtka::test {

/// Names are as a person writes them, `nginx:1`. A tag it was not told of is not_found `image_not_found`.
/// Recorded: `digest nginx:1`; a pinned image is answered without a record.
class FakeRegistry final : public Registry, public FakeCalls {
public:
    void has(std::string name, Digest digest) { digests_.insert_or_assign(std::move(name), std::move(digest)); }
    /// No registry answers at all.
    void is_down();

    Task<Result<Digest>> digest(ImageRef ref, EngineInfo engine) override;

private:
    std::map<std::string, Digest> digests_;
};

} // namespace furtka::test
