#include "daemon/setting_values.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <vector>

namespace furtka::daemon {
namespace {

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    return problem == std::errc{} && end == text.data() + text.size() && port <= 65535;
}

/// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::optional<std::filesystem::path> path_value(std::string_view text)
{
    if (text.empty() || text.find('\0') != std::string_view::npos) return std::nullopt;
    return std::filesystem::absolute(std::filesystem::path(text)).lexically_normal();
}

std::optional<log::Level> level_value(std::string_view text)
{
    if (text == "debug") return log::Level::debug;
    if (text == "info") return log::Level::info;
    if (text == "warning") return log::Level::warning;
    if (text == "error") return log::Level::error;
    return std::nullopt;
}

bool is_host_value(std::string_view text)
{
    if (text.starts_with('[') && text.ends_with(']')) {
        boost::system::error_code problem;
        boost::asio::ip::make_address_v6(std::string(text.substr(1, text.size() - 2)), problem);
        return !problem;
    }
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
            || c == '_';
    };
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, allowed);
}

std::optional<Subnet> pool_value(std::string_view text)
{
    const auto subnet = Subnet::parse(text);
    if (!subnet || subnet->prefix > 24) return std::nullopt;
    return subnet;
}

std::optional<std::chrono::seconds> seconds_value(std::string_view text)
{
    int seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    if (!whole || seconds < 1 || seconds > 3600) return std::nullopt;
    return std::chrono::seconds(seconds);
}

std::optional<std::chrono::seconds> interval_value(std::string_view text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr));
    if (read.ec != std::errc{} || number < 0 || number > 30 * 86'400) return std::nullopt;
    const std::int64_t factor = unit == "m" ? 60 : unit == "h" ? 3600 : unit == "d" ? 86'400 : unit == "s" || unit.empty();
    const std::chrono::seconds interval(number * factor);
    const bool possible = number == 0 || (interval >= std::chrono::minutes(1) && interval <= std::chrono::days(30));
    return factor > 0 && possible ? std::optional(interval) : std::nullopt;
}

Listens listen_value(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || !is_port(text.substr(colon + 1))) return Listens::no_address;
    auto host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    boost::system::error_code problem;
    const auto address = boost::asio::ip::make_address(std::string(host), problem);
    if (problem || address.is_v6() != bracketed) return Listens::no_address;
    return address.is_loopback() ? Listens::on_loopback : Listens::beyond_loopback;
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known)
{
    std::string_view best;
    std::size_t least = 3; // more than two letters apart is another word
    for (const auto name : known) {
        const auto apart = distance(word, name);
        if (apart < least) {
            least = apart;
            best = name;
        }
    }
    return best;
}

} // namespace furtka::daemon
