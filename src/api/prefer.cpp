#include "api/prefer.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace furtka::api {
namespace {

/// The text up to `separator` outside quotes; takes it and the separator off `rest`.
std::string_view take(std::string_view& rest, char separator)
{
    bool quoted = false;
    std::size_t end = 0;
    for (; end < rest.size(); ++end) {
        if (rest[end] == '\\' && quoted) {
            ++end;
        } else if (rest[end] == '"') {
            quoted = !quoted;
        } else if (rest[end] == separator && !quoted) {
            break;
        }
    }
    const auto piece = rest.substr(0, std::min(end, rest.size()));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return trimmed(piece);
}

void read_preference(std::string_view text, Preferences& into)
{
    auto rest = text;
    auto preference = take(rest, ';'); // parameters follow; none is known
    const auto name = take(preference, '=');
    const auto value = trimmed(preference);
    if (same_token(name, "respond-async")) into.respond_async = true;
    if (!same_token(name, "wait") || into.wait) return;
    unsigned seconds = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (problem == std::errc::result_out_of_range) seconds = static_cast<unsigned>(longest_wait.count());
    if (problem == std::errc::invalid_argument || end != value.data() + value.size()) return;
    into.wait = std::min(std::chrono::seconds(seconds), longest_wait);
}

} // namespace

Preferences parse_prefer(const http::Headers& headers)
{
    Preferences preferences;
    for (const auto& [name, value] : headers.all()) {
        if (!same_token(name, "Prefer")) continue;
        std::string_view rest = value;
        while (!rest.empty()) read_preference(take(rest, ','), preferences);
    }
    return preferences;
}

Patience patience(const Preferences& preferences, WaitByDefault by_default)
{
    if (preferences.wait) return {.limit = *preferences.wait, .applied = fmt::format("wait={}", preferences.wait->count())};
    if (preferences.respond_async) return {.applied = "respond-async"};
    return {.unlimited = by_default == WaitByDefault::yes};
}

} // namespace furtka::api
