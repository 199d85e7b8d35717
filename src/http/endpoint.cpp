#include "http/client.hpp"
#include "http/connect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sys/un.h>

namespace furtka::http {

namespace {

constexpr std::size_t longest_socket_path = sizeof(sockaddr_un{}.sun_path) - 1;

std::unexpected<Error> bad_endpoint(std::string_view text, std::string_view why)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "endpoint",
        .message = fmt::format("\"{}\" is not a server address: {}", text, why),
        .hint = "write unix:///run/docker.sock or tcp://127.0.0.1:2375"});
}

bool is_port(std::string_view text)
{
    unsigned value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    return ec == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= 65535;
}

bool is_host(std::string_view text)
{
    return !text.empty() && text.size() < 256
        && std::ranges::all_of(
            text,
            [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-'
                    || c == ':' || c == '_';
            });
}

Result<Endpoint> parse_unix(std::string_view text, std::string_view path)
{
    if (!path.starts_with('/')) return bad_endpoint(text, "the path of the socket must be absolute");
    if (path.size() > longest_socket_path || path.find('\0') != std::string_view::npos) {
        return bad_endpoint(text, fmt::format("the path of a socket has at most {} characters", longest_socket_path));
    }
    return Endpoint{.unix_socket = true, .path = std::string(path), .host = {}, .port = {}};
}

Result<Endpoint> parse_tcp(std::string_view text, std::string_view place, std::string_view default_port)
{
    if (place.ends_with('/')) place.remove_suffix(1);
    std::string_view host = place;
    std::string_view port = default_port;
    const auto colon = place.rfind(':');
    if (place.starts_with('[')) {
        const auto close = place.find(']');
        if (close == std::string_view::npos) return bad_endpoint(text, "a bracket is not closed");
        host = place.substr(1, close - 1);
        if (close + 1 < place.size()) {
            if (place[close + 1] != ':') return bad_endpoint(text, "what stands after the bracket is not a port");
            port = place.substr(close + 2);
        }
    } else if (colon != std::string_view::npos) {
        host = place.substr(0, colon);
        port = place.substr(colon + 1);
        if (host.find(':') != std::string_view::npos) return bad_endpoint(text, "an IPv6 address stands in brackets");
    }
    if (!is_host(host)) return bad_endpoint(text, "there is no host in it");
    if (!is_port(port)) return bad_endpoint(text, "there is no port from 1 to 65535 in it");
    return Endpoint{.unix_socket = false, .path = {}, .host = std::string(host), .port = std::string(port)};
}

} // namespace

Result<Endpoint> Endpoint::parse(std::string_view text)
{
    constexpr std::string_view unix_scheme = "unix://";
    constexpr std::string_view tcp_scheme = "tcp://";
    constexpr std::string_view http_scheme = "http://";
    constexpr std::string_view https_scheme = "https://";
    if (text.starts_with(unix_scheme)) return parse_unix(text, text.substr(unix_scheme.size()));
    if (text.starts_with(tcp_scheme)) return parse_tcp(text, text.substr(tcp_scheme.size()), "");
    if (text.starts_with(http_scheme)) return parse_tcp(text, text.substr(http_scheme.size()), "80");
    if (text.starts_with(https_scheme)) {
        TRY(auto endpoint, parse_tcp(text, text.substr(https_scheme.size()), "443"));
        endpoint.tls = true;
        return endpoint;
    }
    return bad_endpoint(text, "it begins with none of unix://, tcp://, http:// and https://");
}

std::string host_text(const Endpoint& endpoint)
{
    if (endpoint.unix_socket) return "localhost";
    const bool v6 = endpoint.host.find(':') != std::string::npos;
    return v6 ? fmt::format("[{}]:{}", endpoint.host, endpoint.port) : fmt::format("{}:{}", endpoint.host, endpoint.port);
}

std::string endpoint_text(const Endpoint& endpoint)
{
    if (endpoint.unix_socket) return "unix://" + endpoint.path;
    return (endpoint.tls ? "https://" : "tcp://") + host_text(endpoint);
}

} // namespace furtka::http
