// Cookies, Authorization headers and tokens as a stranger sends them: nothing crashes, and what is taken has the one form.
#include "api/credentials.hpp"
#include "domain/api_token.hpp"
#include "domain/totp.hpp"
#include "http/cookies.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace furtka;
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    if (const auto value = http::find_cookie(text, api::session_cookie)) {
        demand(value->find(';') == std::string_view::npos);
        demand(text.find(api::session_cookie) != std::string_view::npos);
    }
    http::Headers headers;
    headers.add("Authorization", std::string(text));
    headers.add("Cookie", std::string(text));
    const auto bearer = api::bearer_of(headers);
    demand(bearer.has_value());
    demand(text.ends_with(*bearer) || bearer->empty());
    demand(api::session_of(headers) == http::find_cookie(text, api::session_cookie));
    if (is_token(*bearer)) demand(bearer->starts_with(token_prefix) && bearer->size() == 56);

    const auto token = make_token(text.substr(0, token_random_bytes));
    demand(is_token(token));
    demand(plain_code(plain_code(text)) == plain_code(text));
    demand(same_secret(text, text));
    return 0;
}
