// adapters/crypto/sodium_hasher.hpp — passwords with Argon2id of libsodium.
#pragma once

#include "async/gate.hpp"
#include "async/worker_pool.hpp"
#include "ports/crypto.hpp"

#include <cstddef>
#include <memory>

namespace furtka {

class SodiumHasher final : public PasswordHasher {
public:
    /// `pool` outlives it.
    explicit SodiumHasher(WorkerPool& pool);

    Task<Result<std::string>> hash(std::string password) override;
    Task<Result<PasswordCheck>> check(std::string password, std::string hash) override;

private:
    Task<Result<Gate::Pass>> enter();

    WorkerPool& pool_;
    Gate turn_{1}; ///< another worker stays free for the disk
    std::shared_ptr<std::size_t> waiting_ = std::make_shared<std::size_t>(0);
};

} // namespace furtka
