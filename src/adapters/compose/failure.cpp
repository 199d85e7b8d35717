#include "adapters/compose/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

namespace furtka {
namespace {

using namespace std::string_view_literals;

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts)
{
    return std::ranges::any_of(parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

/// The port of `ADDRESS:PORT…` at the start of a text; the address may be IPv4, `[::]` or a bare `::`.
std::optional<std::uint16_t> port_of_address(std::string_view text)
{
    if (text.starts_with("[")) {
        const auto end = text.find("]:");
        if (end == std::string_view::npos) return std::nullopt;
        text.remove_prefix(end + 2);
    } else if (text.starts_with(":::")) {
        text.remove_prefix(3);
    } else {
        const auto colon = text.find_first_of(": \n");
        if (colon == std::string_view::npos || text[colon] != ':') return std::nullopt;
        text.remove_prefix(colon + 1);
    }
    std::uint16_t port = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (ec != std::errc() || port == 0) return std::nullopt;
    return port;
}

std::string protocol_of(std::string_view around)
{
    if (has_any(around, {"/udp", "listen udp"})) return "udp";
    if (has_any(around, {"/tcp", "listen tcp"})) return "tcp";
    return "";
}

/// The name in `The container name "/blog-web-1" is already in use`.
std::string quoted_container(std::string_view words)
{
    static constexpr auto start = "The container name \""sv;
    const auto begin = words.find(start);
    if (begin == std::string_view::npos) return "";
    auto name = words.substr(begin + start.size());
    name = name.substr(0, name.find('"'));
    if (name.starts_with("/")) name.remove_prefix(1);
    return std::string(name);
}

Error port_error(const TakenPort& taken)
{
    Error error{.kind = ErrorKind::conflict, .key = "port_in_use"};
    error.hint = fmt::format("stop what uses port {}, or give the app another port in its settings", taken.port);
    error.details.emplace_back("port", std::to_string(taken.port));
    if (!taken.protocol.empty()) error.details.emplace_back("protocol", taken.protocol);
    return error;
}

Error kind_of(std::string_view words)
{
    if (has_any(words, {"Cannot connect to the Docker daemon", "error during connect"})) {
        return {.kind = ErrorKind::unavailable,
            .key = "engine_unreachable",
            .hint = "see whether Docker runs: systemctl status docker"};
    }
    if (const auto taken = taken_port(words)) return port_error(*taken);
    if (has_any(words,
            {"could not find an available, non-overlapping IPv4 address pool",
                "all predefined address pools have been fully subnetted"})) {
        return {.kind = ErrorKind::upstream,
            .key = "address_pools_full",
            .hint =
                "the engine has no free subnet: remove networks nobody uses, or set default-address-pools of the engine"};
    }
    if (words.find("Conflict. The container name") != std::string_view::npos) {
        Error error{
            .kind = ErrorKind::upstream, .key = "name_conflict", .hint = "remove the container of that name, or try again"};
        error.details.emplace_back("container", quoted_container(words));
        return error;
    }
    if (words.find("did not receive an exit event") != std::string_view::npos) {
        return {.kind = ErrorKind::upstream,
            .key = "container_stuck",
            .hint =
                "the engine lost track of a container, as after a crash: restart the engine (systemctl restart docker); the "
                "app is started once it is back"};
    }
    if (words.find("no space left on device") != std::string_view::npos) {
        return {.kind = ErrorKind::no_space, .key = "disk_full", .hint = "free some disk space and try again"};
    }
    return {.kind = ErrorKind::upstream, .key = "compose_failed"};
}

} // namespace

Error failure_of(const FailedRun& run)
{
    Error error = kind_of(run.words);
    const std::string_view words = run.words.empty() ? "it said nothing"sv : std::string_view(run.words);
    error.message = fmt::format("compose {} of {} failed with exit code {}: {}", run.verb, run.app, run.exit_code, words);
    error.details.emplace_back("exit_code", std::to_string(run.exit_code));
    return error;
}

std::optional<TakenPort> taken_port(std::string_view words)
{
    if (!has_any(words, {"port is already allocated", "address already in use", "failed to bind host port"}))
        return std::nullopt;
    static constexpr std::array starts{"Bind for "sv, "host port for "sv, "failed to bind host port "sv, "listen tcp4 "sv,
        "listen tcp6 "sv, "listen tcp "sv, "listen udp4 "sv, "listen udp6 "sv, "listen udp "sv};
    for (const auto start : starts) {
        const auto found = words.find(start);
        if (found == std::string_view::npos) continue;
        const auto address = words.substr(found + start.size());
        if (const auto port = port_of_address(address)) {
            const auto around = words.substr(found, start.size() + address.find_first_of(" \n"));
            return TakenPort{*port, protocol_of(around)};
        }
    }
    return std::nullopt;
}

} // namespace furtka
