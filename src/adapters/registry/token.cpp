#include "adapters/registry/token.hpp"

#include "http/message.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace furtka::registry {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_token = std::size_t{16} * 1024;
constexpr std::int64_t longest_life = 3600;

std::string parameter(const Challenge& challenge, const std::string& name)
{
    const auto found = challenge.parameters.find(name);
    return found == challenge.parameters.end() ? std::string() : found->second;
}

Error refused(std::string message)
{
    return {.kind = ErrorKind::upstream,
        .key = "registry_error",
        .message = std::move(message),
        .hint = "the engine is asked instead; if that fails too, ask whoever runs the registry"};
}

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

std::string text_in(const json::object& object, std::string_view name)
{
    const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(text->data(), text->size()) : std::string();
}

} // namespace

std::string token_query(const Challenge& challenge, std::string_view repository)
{
    std::string scope = parameter(challenge, "scope");
    if (scope.empty() && !repository.empty()) scope = "repository:" + std::string(repository) + ":pull";
    const std::string service = parameter(challenge, "service");
    std::string query = service.empty() ? "" : "service=" + http::percent_encode(service) + "&";
    return query + (scope.empty() ? "client_id=furtka" : "scope=" + http::percent_encode(scope));
}

Result<WebAddress> token_realm(const Challenge& challenge, bool over_tls)
{
    auto realm = parse_address(parameter(challenge, "realm"));
    if (!realm) return fail(refused("wanted the address that gives tokens, found none in the registry's answer"));
    if (over_tls && !realm->tls) {
        return fail(refused("wanted a token over TLS, and the registry sends to " + realm->origin()));
    }
    return *std::move(realm);
}

Result<Token> parse_token(std::string_view text)
{
    boost::system::error_code problem;
    const auto value = json::parse(json::string_view(text.data(), text.size()), problem);
    const auto* object = problem ? nullptr : value.if_object();
    if (!object) return fail(refused("wanted a token, found an answer that is not a JSON object"));

    Token token{.text = text_in(*object, "token")};
    if (token.text.empty()) token.text = text_in(*object, "access_token");
    const bool usable =
        !token.text.empty() && token.text.size() <= longest_token && std::ranges::all_of(token.text, is_visible);
    if (!usable) return fail(refused("wanted a token, found none in the answer"));

    const auto* life = object->if_contains("expires_in");
    const auto* seconds = life ? life->if_int64() : nullptr;
    if (seconds) token.lives = std::chrono::seconds(std::clamp<std::int64_t>(*seconds, 0, longest_life));
    return token;
}

} // namespace furtka::registry
