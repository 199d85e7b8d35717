#include "domain/hook_output.hpp"

#include "base/utf8.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::string_view json_prefix = "FURTKA_JSON:";
constexpr std::size_t most_keys = 100;
constexpr std::size_t longest_value = 4096;

bool is_key(std::string_view text)
{
    const auto good = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    if (text.empty() || (text.front() >= '0' && text.front() <= '9')) return false;
    return std::ranges::all_of(text, good);
}

std::unexpected<Error> refuse(std::string why)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "hook_output",
        .message = std::move(why),
        .hint = "a hook prints KEY=VALUE lines, or FURTKA_JSON: with one flat object of texts, numbers and booleans"});
}

Result<void> keep(SettingValues& values, std::string_view key, std::string value)
{
    if (!is_key(key)) return refuse("the hook printed a key that is not a setting name");
    if (value.size() > longest_value)
        return refuse(fmt::format("the hook's value of {} is longer than {} bytes", key, longest_value));
    if (!is_utf8(value) || value.contains('\0')) return refuse(fmt::format("the hook's value of {} is not UTF-8 text", key));
    values.insert_or_assign(std::string(key), std::move(value));
    if (values.size() > most_keys) return refuse(fmt::format("the hook printed more than {} settings", most_keys));
    return {};
}

Result<std::string> plain_text(std::string_view key, const json::value& value)
{
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_bool() || value.is_number()) return json::serialize(value);
    return refuse(fmt::format("the hook's value of {} is neither text nor number nor boolean", key));
}

Result<void> keep_json(SettingValues& values, std::string_view text)
{
    boost::system::error_code error;
    const auto parsed = json::parse(text, error);
    if (error || !parsed.is_object()) return refuse("the hook's FURTKA_JSON line is not a JSON object");
    for (const auto& member : parsed.get_object()) {
        TRY(auto value, plain_text(member.key(), member.value()));
        CHECK(keep(values, member.key(), std::move(value)));
    }
    return {};
}

Result<void> keep_line(SettingValues& values, std::string_view line)
{
    if (line.starts_with(json_prefix)) return keep_json(values, line.substr(json_prefix.size()));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || !is_key(line.substr(0, equals))) return {};
    return keep(values, line.substr(0, equals), std::string(line.substr(equals + 1)));
}

} // namespace

Result<SettingValues> parse_hook_output(std::string_view text)
{
    SettingValues values;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        CHECK(keep_line(values, line));
    }
    return values;
}

} // namespace furtka
