#include "services/tries.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t longest_name = 64;

std::string short_name(const std::string& name) { return name.substr(0, longest_name); }

} // namespace

Result<void> Tries::begin(const std::string& user, const std::string& address, WallTime now)
{
    const auto name = short_name(user);
    const auto wait = std::max(users_.blocked(name, now), addresses_.blocked(address, now));
    if (wait) {
        return fail({.kind = ErrorKind::unavailable,
            .key = "too_many_tries",
            .message = fmt::format("too many tries: the next one is looked at in {} s", wait->count()),
            .hint = "wait, or use the command line on the server",
            .details = {{"retry_after", std::to_string(wait->count())}}});
    }
    users_.count(name, now);
    addresses_.count(address, now);
    return {};
}

void Tries::good(const std::string& user, const std::string& address)
{
    users_.forgive(short_name(user));
    addresses_.forgive(address);
}

void Tries::take_back(const std::string& user, const std::string& address)
{
    users_.take_back(short_name(user));
    addresses_.take_back(address);
}

} // namespace furtka
