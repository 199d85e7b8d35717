// support/config_credentials.hpp — logins from a docker client's config.json that a test writes; read at each question.
#pragma once

#include "ports/credentials.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace furtka::test {

class ConfigCredentials final : public Credentials {
public:
    explicit ConfigCredentials(std::filesystem::path file) : file_(std::move(file)) { }

    Task<Result<std::optional<RegistryLogin>>> find(std::string registry) override
    {
        std::ifstream in(file_, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        co_return RegistryLogins::parse(text).value_or(RegistryLogins{}).find(registry);
    }
    Task<Result<std::vector<KeptLogin>>> list() override { co_return std::vector<KeptLogin>{}; }
    Task<Result<void>> save(std::string, RegistryLogin) override { co_return Result<void>{}; }
    Task<Result<void>> remove(std::string) override { co_return Result<void>{}; }

private:
    std::filesystem::path file_;
};

} // namespace furtka::test
