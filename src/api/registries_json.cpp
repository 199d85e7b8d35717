#include "api/registries_json.hpp"

#include "api/json_parts.hpp"
#include "api/update_json.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>

namespace furtka::api {
namespace {

namespace json = boost::json;

std::string_view keeper_word(const RegistryAccount& account)
{
    constexpr std::array<std::string_view, 3> words{"furtka", "docker", "helper"};
    return account.login ? words[static_cast<std::size_t>(account.login->keeper)] : std::string_view();
}

std::string hint_of(const RegistryAccount& account)
{
    if (!account.quiet_until || account.login) return {};
    return fmt::format("log in to {}: that usually raises its limit", account.registry);
}

json::object account_object(const RegistryAccount& account)
{
    const RateLimit rate = account.limit ? account.limit->rate : RateLimit{};
    return {
        {"registry", json_text(account.registry)},
        {"username", json_text_or_null(account.login ? account.login->username : std::string())},
        {"kept_by", json_text_or_null(keeper_word(account))},
        {"limit", json_number_or_null(rate.limit)},
        {"remaining", json_number_or_null(rate.remaining)},
        {"window_seconds", std::int64_t{rate.window.count()}},
        {"told_at", time_or_null(rate.told_at)},
        {"quiet_until", time_or_null(account.quiet_until.value_or(WallTime{}))},
        {"hint", json_text_or_null(hint_of(account))},
    };
}

} // namespace

std::string registries_json(const std::vector<RegistryAccount>& accounts)
{
    json::array list;
    for (const auto& account : accounts) list.push_back(account_object(account));
    return json::serialize(json::object{{"registries", std::move(list)}});
}

} // namespace furtka::api
