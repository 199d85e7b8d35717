#include "http/message.hpp"

#include "base/ascii.hpp"
#include "http/percent.hpp"

#include <algorithm>

namespace furtka::http {

void Headers::add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

void Headers::set(std::string name, std::string value)
{
    std::erase_if(fields_, [&](const auto& field) { return same_token(field.first, name); });
    add(std::move(name), std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const
{
    const auto found = std::ranges::find_if(fields_, [&](const auto& field) { return same_token(field.first, name); });
    if (found == fields_.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const
{
    const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
    if (found == query.end()) return std::nullopt;
    return found->second;
}

} // namespace furtka::http
