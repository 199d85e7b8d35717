#include "domain/import/port_entry.hpp"

#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace furtka::imports {

std::optional<int> port_number(std::string_view text)
{
    int value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = !text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return whole && value > 0 && value <= 65535 ? std::optional(value) : std::nullopt;
}

std::optional<Port> read_port(const std::string& service, const Node& entry)
{
    Port port{.service = service, .protocol = "tcp"};
    if (entry.is_map()) {
        port.address = entry.text_of("host_ip");
        port.host = entry.text_of("published");
        port.container = entry.text_of("target");
        if (const auto protocol = entry.text_of("protocol"); !protocol.empty()) port.protocol = protocol;
        return port.container.empty() ? std::nullopt : std::optional(port);
    }
    if (!entry.is_scalar() || entry.text.empty()) return std::nullopt;
    auto parts = split_outside(entry.text, ':');
    // `${PORT:-127.0.0.1:8080}:80` is an address and a port, which no setting is.
    const auto holds_more = [](const std::string& part) {
        return part.contains("${") && with_defaults(part).contains(':') && !with_defaults(part).contains("::");
    };
    for (auto& part : parts) {
        if (holds_more(part)) part = with_defaults(part);
    }
    if (std::ranges::any_of(parts, [](const std::string& part) { return part.contains(':') && !part.contains("${"); })) {
        auto whole = fmt::format("{}", fmt::join(parts, ":"));
        while (whole.starts_with(':')) whole.erase(0, 1);
        parts = split_outside(whole, ':');
    }
    // An IPv6 address is in brackets: `[::1]:80:80`.
    if (entry.text.starts_with('[')) {
        const auto end = entry.text.find("]:");
        if (end == std::string::npos) return std::nullopt;
        parts = split_outside(std::string_view(entry.text).substr(end + 2), ':');
        parts.insert(parts.begin(), entry.text.substr(0, end + 1));
    }
    if (parts.size() > 3) return std::nullopt;
    const auto last = split_outside(parts.back(), '/');
    port.container = last.front();
    if (last.size() > 1) port.protocol = last.back();
    if (parts.size() > 1) port.host = parts[parts.size() - 2];
    if (parts.size() > 2) port.address = parts.front();
    return port;
}

Node written_port(const Port& port)
{
    auto text = port.address.empty() ? std::string() : port.address + ":";
    text += port.host + ":" + port.container;
    if (port.protocol != "tcp") text += "/" + port.protocol;
    return Node::scalar(std::move(text));
}

bool is_web_port(std::string_view container)
{
    constexpr std::array<std::string_view, 22> others{"22", "21", "25", "53", "110", "143", "389", "445", "465", "587",
        "636", "993", "1433", "1883", "3306", "5432", "5672", "6379", "11211", "27017", "51820", "1900"};
    return std::ranges::find(others, container) == others.end();
}

bool is_usual_page(std::string_view container)
{
    constexpr std::array<std::string_view, 16> ports{"80", "443", "8080", "8443", "3000", "8000", "5000", "9000", "8081",
        "8888", "3001", "4000", "8096", "9443", "8090", "7860"};
    return std::ranges::find(ports, container) != ports.end();
}

} // namespace furtka::imports
