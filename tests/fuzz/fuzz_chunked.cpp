// Bytes of an answer in any pieces: the client sees the same response, and never more than its limit.
#include "http/response_reader.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using furtka::http::ResponseReader;
using State = ResponseReader::State;

constexpr std::size_t largest = 4096;

void require(bool held)
{
    if (!held) std::abort();
}

std::string read(std::string_view bytes, std::size_t step, bool streamed)
{
    std::string seen;
    int opened = 0;
    ResponseReader::Options options{.head = false, .largest = largest, .sink = {}, .opened = [&opened] { ++opened; }};
    if (streamed) {
        options.sink = [&seen](std::string_view piece) {
            seen += piece;
            return true;
        };
    }
    ResponseReader reader(options);
    for (; !bytes.empty() && !reader.ended(); bytes.remove_prefix(std::min(step, bytes.size())))
        reader.feed(bytes.substr(0, step));
    reader.feed_end();
    require(reader.ended() && opened <= 1);
    // Garbage in pieces may look like a header that never ends, so the kinds of failure are not told apart.
    if (reader.state() != State::done) return "failed " + seen;

    const auto response = reader.take();
    require(response.body.size() <= largest && response.status >= 0 && response.status < 1000);
    require(seen.empty() || response.body.empty());
    std::string text = fmt::format("{} {}{}", response.status, response.body, seen);
    for (const auto& [name, value] : response.headers.all()) text += fmt::format("\n{}: {}", name, value);
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t step = std::size_t{data[0]} / 2 + 1;
    const bool streamed = data[0] % 2 == 1;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    require(read(bytes, step, streamed) == read(bytes, bytes.size() + 1, streamed));
    return 0;
}
