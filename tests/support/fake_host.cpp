#include "support/fake_host.hpp"

namespace furtka::test {

void FakeHost::has_folder(const std::string& path) { paths[path] = {.exists = true, .directory = true, .resolved = path}; }

void FakeHost::has_listener(std::uint16_t port, std::string protocol, std::string process, int pid)
{
    ports[{port, protocol}] = {.port = port, .protocol = protocol, .process = std::move(process), .pid = pid};
}

PathFacts FakeHost::path_facts(const std::string& path)
{
    const auto found = paths.find(path);
    return found == paths.end() ? PathFacts{} : found->second;
}

Task<std::map<std::string, std::string>> FakeHost::real_paths(std::vector<std::string> asked)
{
    std::map<std::string, std::string> real;
    for (const auto& path : asked) {
        const auto found = links.find(path);
        real.emplace(path, found == links.end() ? path : found->second);
    }
    co_return real;
}

Task<Result<std::optional<PortHolder>>> FakeHost::port_holder(std::uint16_t port, std::string protocol)
{
    CO_CHECK(co_await look("port_holder"));
    const auto found = ports.find({port, std::move(protocol)});
    if (found == ports.end()) co_return std::optional<PortHolder>();
    co_return std::optional<PortHolder>(found->second);
}

Result<std::uint64_t> FakeHost::total_bytes(const std::filesystem::path&) { return total; }

Result<std::uint64_t> FakeHost::free_bytes(const std::filesystem::path&)
{
    if (auto fault = take_fault("free_bytes")) return furtka::fail(*std::move(fault));
    return free;
}

std::string FakeHost::random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    for (char& byte : bytes) byte = static_cast<char>(next_byte_++);
    return bytes;
}

} // namespace furtka::test
