#include "adapters/docker/json_fields.hpp"

#include "base/utf8.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace furtka::docker {
namespace {

namespace json = boost::json;

constexpr std::size_t quoted = 120;

const json::object no_object;
const json::array no_array;

/// The start of an answer, fit for one line.
std::string start_of(std::string_view body)
{
    std::string text = to_utf8(body.substr(0, utf8_cut(body, quoted)));
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

Error unreadable(std::string_view body, std::string_view what, std::string_view wanted)
{
    return {.kind = ErrorKind::upstream,
        .key = "engine_error",
        .message = fmt::format("the engine's answer to {} is not {}: '{}'", what, wanted, start_of(body)),
        .hint = "check that a Docker Engine, and nothing else, listens on the socket"};
}

} // namespace

Result<json::value> parse_answer(std::string_view body, std::string_view what)
{
    boost::system::error_code error;
    json::value value = json::parse(body, error);
    if (error) return fail(unreadable(body, what, "JSON"));
    return value;
}

Result<json::object> parse_object(std::string_view body, std::string_view what)
{
    TRY(json::value value, parse_answer(body, what));
    if (!value.is_object()) return fail(unreadable(body, what, "a JSON object"));
    return std::move(value.get_object());
}

Result<json::array> parse_array(std::string_view body, std::string_view what)
{
    TRY(json::value value, parse_answer(body, what));
    if (!value.is_array()) return fail(unreadable(body, what, "a JSON array"));
    return std::move(value.get_array());
}

std::string text_in(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value == nullptr ? std::string() : text_of(*value);
}

std::int64_t number_in(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    if (value == nullptr) return 0;
    if (value->is_int64()) return value->get_int64();
    if (value->is_uint64()) return static_cast<std::int64_t>(std::min<std::uint64_t>(value->get_uint64(), INT64_MAX));
    const bool fits = value->is_double() && std::abs(value->get_double()) < 9e18;
    return fits ? static_cast<std::int64_t>(value->get_double()) : 0;
}

bool is_set_in(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const json::object& object_in(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value == nullptr ? no_object : object_of(*value);
}

const json::array& array_in(const json::object& object, std::string_view key)
{
    const json::value* value = object.if_contains(key);
    return value == nullptr || !value->is_array() ? no_array : value->get_array();
}

std::string text_of(const json::value& value)
{
    if (!value.is_string()) return {};
    return std::string(std::string_view(value.get_string()));
}

const json::object& object_of(const json::value& value) { return value.is_object() ? value.get_object() : no_object; }

} // namespace furtka::docker
