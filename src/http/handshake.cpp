#include "http/handshake.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"

namespace furtka::http {
namespace {

constexpr std::string_view only_version = "13";
constexpr std::size_t key_bytes = 16;

/// Whether a list field (RFC 9110, 5.6.1), which may come in several lines, holds the token.
bool lists_token(const Headers& headers, std::string_view name, std::string_view token)
{
    for (const auto& [field, value] : headers.all()) {
        if (!same_token(field, name)) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto item = rest.substr(0, rest.find(','));
            if (same_token(trimmed(item), token)) return true;
            rest.remove_prefix(std::min(item.size() + 1, rest.size()));
        }
    }
    return false;
}

std::size_t fields_named(const Headers& headers, std::string_view name)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(headers.all(), [&](const auto& field) { return same_token(field.first, name); }));
}

} // namespace

Handshake read_handshake(const Request& request, bool http_1_0)
{
    const auto& headers = request.headers;
    if (!lists_token(headers, "Upgrade", "websocket") || http_1_0)
        return {.refused_status = 426, .reason = "this call is a WebSocket: ask for the upgrade", .key = {}};
    if (!lists_token(headers, "Connection", "Upgrade"))
        return {.refused_status = 400, .reason = "the field Connection does not name the upgrade", .key = {}};
    if (request.method != "GET" || !request.body.empty())
        return {.refused_status = 400, .reason = "a WebSocket begins with GET and no body", .key = {}};
    if (trimmed(headers.find("Sec-WebSocket-Version").value_or("")) != only_version)
        return {.refused_status = 426, .reason = "only version 13 of WebSocket is spoken here", .key = {}};
    const auto key = trimmed(headers.find("Sec-WebSocket-Key").value_or(""));
    if (fields_named(headers, "Sec-WebSocket-Key") != 1 || key.size() != 24 || base64_decode(key).size() != key_bytes)
        return {.refused_status = 400, .reason = "Sec-WebSocket-Key is not 16 bytes in base64", .key = {}};
    return {.refused_status = 0, .reason = {}, .key = std::string(key)};
}

void add_upgrade_fields(Response& response)
{
    response.headers.set("Upgrade", "websocket");
    response.headers.set("Sec-WebSocket-Version", std::string(only_version));
}

} // namespace furtka::http
