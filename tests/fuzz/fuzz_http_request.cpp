// Bytes of a connection in any pieces: the same requests as in one piece; what a handler would see keeps its promises.
#include "base/utf8.hpp"
#include "http/request_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using furtka::http::Request;
using furtka::http::RequestReader;
using State = RequestReader::State;

constexpr std::size_t header_bytes = 512;
constexpr std::size_t body_bytes = 256;

void require(bool held)
{
    if (!held) std::abort();
}

std::string text_of(const Request& request)
{
    std::string text = fmt::format("{} {}", request.method, request.path);
    for (const auto& [name, value] : request.query) text += fmt::format(" ?{}={}", name, value);
    for (const auto& [name, value] : request.headers.all()) text += fmt::format(" {}:{}", name, value);
    return text + " " + request.body + "\n";
}

void check(const Request& request)
{
    require(!request.method.empty() && request.method != "HEAD");
    require(request.path.starts_with('/') && furtka::is_utf8(request.path));
    for (const std::string_view bad : {"..", "//", "\\"}) require(request.path.find(bad) == std::string::npos);
    require(std::ranges::none_of(request.path, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
    for (const auto& [name, value] : request.query) require(furtka::is_utf8(name) && furtka::is_utf8(value));
    require(request.body.size() <= body_bytes);
    int lengths = 0;
    int codings = 0;
    for (const auto& [name, value] : request.headers.all()) {
        require(value.find('\n') == std::string::npos && value.find('\0') == std::string::npos);
        std::string lower = name;
        std::ranges::transform(
            lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        lengths += lower == "content-length" ? 1 : 0;
        codings += lower == "transfer-encoding" ? 1 : 0;
    }
    require(lengths + codings <= 1);
}

// The way a session reads: unused bytes stay, a new reader for each request.
std::string serve(std::string_view bytes, std::size_t step)
{
    std::string seen;
    std::string rest;
    RequestReader reader(header_bytes, body_bytes);
    while (!bytes.empty()) {
        rest.append(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        for (;;) {
            rest.erase(0, reader.feed(rest));
            if (reader.state() == State::refused) return seen + fmt::format("refused {}\n", reader.refused_status());
            if (reader.state() != State::done) break;
            const auto request = reader.take();
            check(request);
            seen += text_of(request);
            reader = RequestReader(header_bytes, body_bytes);
            if (rest.empty()) break;
        }
    }
    return seen;
}

bool is_refused(const std::string& seen) { return seen.find("refused ") != std::string::npos; }

// A size limit may be met only in pieces, for what is complete at once is not measured again: then one saw more than the
// other.
bool same_or_limited(const std::string& one, const std::string& other)
{
    if (!is_refused(one) && !is_refused(other)) return one == other;
    const auto start_of_one = one.substr(0, one.find("refused "));
    const auto start_of_other = other.substr(0, other.find("refused "));
    return start_of_one.starts_with(start_of_other) || start_of_other.starts_with(start_of_one);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::size_t step = std::size_t{data[0]} + 1;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto pieces = serve(bytes, step);
    const auto whole = serve(bytes, bytes.size() + 1);
    require(same_or_limited(pieces, whole));
    return 0;
}
