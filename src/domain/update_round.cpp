#include "domain/update_round.hpp"

#include "base/utf8.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> touched{
    "update_taken_back", "update_back_failed", "app_failed_to_start", "update_not_applied"};

json::value result_value(const std::string& text)
{
    boost::system::error_code problem;
    auto value = json::parse(text, problem);
    if (problem) return nullptr;
    return value;
}

json::value error_value(const std::optional<Error>& error)
{
    if (!error) return nullptr;
    return json::object{{"key", error->key}, {"detail", to_utf8(error->message)}, {"hint", to_utf8(error->hint)}};
}

} // namespace

bool ends_round(const Error& error) { return std::ranges::find(touched, error.key) != touched.end(); }

std::string to_json(const UpdateRound& round)
{
    json::array apps;
    for (const auto& each : round.apps) {
        json::value job = nullptr;
        if (each.job != 0) job = each.job;
        apps.push_back(json::object{{"name", each.app}, {"job", std::move(job)}, {"tried", each.tried},
            {"result", result_value(each.result)}, {"error", error_value(each.error)}});
    }
    json::value stopped = nullptr;
    if (!round.stopped_at.empty()) stopped = json::string(round.stopped_at);
    return json::serialize(json::object{{"apps", std::move(apps)}, {"stopped_at", std::move(stopped)}});
}

} // namespace furtka
