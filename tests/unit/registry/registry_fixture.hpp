// A DockerRegistry on a loop with a scripted server, in a folder with the owner's config.json.
#pragma once

#include "adapters/registry/docker_registry.hpp"
#include "scripted_server.hpp"
#include "support/config_credentials.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace furtka::test {

inline const std::string some_digest = "sha256:" + std::string(64, 'a');
inline const std::string digest_field = "Docker-Content-Digest: " + some_digest + "\r\n";
inline const std::string manifest = "HEAD /v2/web/manifests/1";

class RegistryTest : public testing::Test {
protected:
    static EngineInfo engine_with(std::vector<std::string> networks)
    {
        EngineInfo info;
        for (const auto& text : networks) info.insecure_networks.push_back(*Subnet::parse(text));
        return info;
    }
    Result<Digest> ask(const std::string& image) { return run(io, registry.digest(*ImageRef::parse(image), engine)); }
    /// What was found, in a word: the digest's end, or the error's key.
    std::string asked_for(const std::string& image)
    {
        const auto found = ask(image);
        if (!found) return found.error().key;
        return found->text == some_digest ? "the digest" : found->text;
    }
    void has_login(const std::string& host, const std::string& auth)
    {
        std::ofstream(folder / "config.json") << R"({"auths": {")" << host << R"(": {"auth": ")" << auth << R"("}}})";
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    EngineInfo engine = engine_with({"127.0.0.0/8"});
    ConfigCredentials credentials{folder / "config.json"};
    DockerRegistry registry{
        io.get_executor(), credentials, {.certificates = folder / "certs.d", .limit = std::chrono::milliseconds(1500)}};
};

} // namespace furtka::test
