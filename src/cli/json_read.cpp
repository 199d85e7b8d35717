#include "cli/json_read.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace furtka::cli {

namespace json = boost::json;

Result<json::value> parse_object(std::string_view text)
{
    boost::system::error_code problem;
    auto value = json::parse(text, problem);
    if (!problem && value.is_object()) return value;
    return fail({.kind = ErrorKind::upstream,
        .key = "daemon_answer",
        .message = "what answered does not speak Furtka's API: its answer is no JSON object",
        .hint = "check that --socket, --url or FURTKA_SOCKET name the Furtka daemon"});
}

const json::value& member(const json::value& value, std::string_view name)
{
    static const json::value nothing;
    const auto* object = value.if_object();
    const auto* found = object == nullptr ? nullptr : object->if_contains(name);
    return found == nullptr ? nothing : *found;
}

std::string text_of(const json::value& value, std::string_view name)
{
    const auto& found = member(value, name);
    if (const auto* text = found.if_string()) return std::string(text->data(), text->size());
    return found.is_number() ? json::serialize(found) : "";
}

std::int64_t number_of(const json::value& value, std::string_view name)
{
    const auto& found = member(value, name);
    if (const auto* number = found.if_int64()) return *number;
    return found.is_uint64() ? INT64_MAX : 0;
}

std::uint64_t size_of(const json::value& value, std::string_view name)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(number_of(value, name), 0));
}

bool flag_of(const json::value& value, std::string_view name)
{
    const auto* flag = member(value, name).if_bool();
    return flag != nullptr && *flag;
}

const json::array& list_of(const json::value& value, std::string_view name)
{
    static const json::array empty;
    const auto* list = member(value, name).if_array();
    return list == nullptr ? empty : *list;
}

std::vector<std::string> texts_of(const json::value& value, std::string_view name)
{
    std::vector<std::string> texts;
    for (const auto& item : list_of(value, name)) {
        if (const auto* text = item.if_string()) texts.emplace_back(text->data(), text->size());
    }
    return texts;
}

std::string object_text(const std::vector<std::pair<std::string, std::string>>& members)
{
    json::object object;
    for (const auto& [name, text] : members) object[name] = text;
    return json::serialize(object);
}

} // namespace furtka::cli
