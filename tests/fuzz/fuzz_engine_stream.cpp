// What the engine streams and answers is read without a crash, the same in whatever pieces it comes.
// The first byte of an input is the size of the pieces, the rest is what the engine sends.

#include "adapters/docker/container_reader.hpp"
#include "adapters/docker/engine_reader.hpp"
#include "adapters/docker/pull_error.hpp"
#include "adapters/docker/pull_stream.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace furtka;
using namespace furtka::docker;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

struct PullReading {
    std::string seen;
    bool complete = false;
    std::optional<std::string> failure;
    bool operator==(const PullReading&) const = default;
};

PullReading read_pull(std::string_view bytes, std::size_t piece)
{
    PullReading reading;
    PullStream stream([&](const PullLine& line) {
        reading.seen +=
            line.layer + '|' + line.status + '|' + std::to_string(line.current) + '/' + std::to_string(line.total) + '\n';
        return true;
    });
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        if (!stream.feed(bytes.substr(at, piece))) break;
    }
    stream.finish();
    reading.complete = stream.complete();
    reading.failure = stream.failure();
    demand(!(reading.complete && reading.failure));
    return reading;
}

void check_pull_error(std::string_view words)
{
    const ImageRef ref{.registry = "docker.io", .repository = "library/web", .tag = "1", .digest = ""};
    const Error error = pull_error(ref, {.status = 200, .words = std::string(words)});
    demand(!error.key.empty() && !error.hint.empty() && error.message.starts_with("pull of web:1 failed: "));
}

void check_events(std::string_view text)
{
    http::LineSplitter lines([](std::string_view line) {
        const auto event = read_event(line);
        if (event) demand(!event->container.empty() && !event->action.empty() && !event->action.starts_with("exec_"));
    });
    lines.feed(text);
    lines.finish();
}

void check_answers(std::string_view text)
{
    if (const auto containers = read_container_list(text)) {
        demand(std::ranges::none_of(*containers, [](const Container& each) { return each.project.empty(); }));
    }
    (void)read_container(text);
    (void)read_status(text);
    (void)read_time(text);
    (void)read_image(text);
    (void)read_subnets(text);
    (void)read_volume_names(text);
    EngineInfo info;
    (void)read_info(text, info);
    if (const auto version = read_version(text)) (void)negotiate(*version);
    demand(read_message(text).size() <= 4096);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = std::max<std::size_t>(1, data[0]);
    demand(read_pull(text, std::max<std::size_t>(1, text.size())) == read_pull(text, piece));
    check_pull_error(text);
    check_events(text);
    check_answers(text);
    return 0;
}
