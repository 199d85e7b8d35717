#include "api/json_parts.hpp"

#include "base/utf8.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace furtka::api {
namespace {

namespace json = boost::json;

constexpr std::array numeric_details{"job", "port", "pid", "exit_code", "status", "line", "column", "limit"};
/// Told as a list, however often they come.
constexpr std::array list_details{"permissions"};
/// Members of a problem document (RFC 9457 and Furtka's own three).
constexpr std::array own_members{"type", "title", "status", "detail", "instance", "key", "hint", "error"};

bool contains(const auto& names, std::string_view name)
{
    return std::ranges::any_of(names, [&](std::string_view known) { return known == name; });
}

json::value detail_value(std::string_view name, const std::string& text)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = problem == std::errc{} && end == text.data() + text.size();
    if (whole && contains(numeric_details, name)) return number;
    return json_text(text);
}

json::value number_or_null(const std::optional<double>& number)
{
    if (!number) return nullptr;
    const auto whole = static_cast<std::int64_t>(*number);
    // 1 rather than 1E0: shown to people as it is.
    if (static_cast<double>(whole) == *number) return whole;
    return *number;
}

} // namespace

json::value json_text(std::string_view text)
{
    if (is_utf8(text)) return json::string(text);
    return json::string(to_utf8(text));
}

json::value json_text_or_null(std::string_view text)
{
    if (text.empty()) return nullptr;
    return json_text(text);
}

json::value json_number_or_null(std::optional<int> number) { return number ? json::value(*number) : nullptr; }

json::array json_texts(const std::vector<std::string>& texts)
{
    json::array list;
    list.reserve(texts.size());
    for (const auto& text : texts) list.push_back(json_text(text));
    return list;
}

json::object json_values(const SettingValues& values)
{
    json::object object;
    for (const auto& [key, value] : values) object.emplace(key, json_text(value));
    return object;
}

json::array json_form(const std::vector<Setting>& form)
{
    json::array list;
    list.reserve(form.size());
    for (const auto& setting : form) {
        list.push_back(json::object{
            {"name", setting.name},
            {"label", setting.label},
            {"description", setting.description},
            {"type", to_text(setting.type)},
            {"required", setting.required},
            {"default", setting.default_value},
            {"generate", setting.generate},
            {"pattern", json_text_or_null(setting.pattern)},
            {"min", number_or_null(setting.min)},
            {"max", number_or_null(setting.max)},
            {"options", json_texts(setting.options)},
            {"secret", setting.secret()},
        });
    }
    return list;
}

void add_author_words(json::object& object, const Manifest& manifest)
{
    object["website"] = manifest.website;
    object["source"] = manifest.source;
    object["support"] = manifest.support;
    object["license"] = manifest.license;
    object["release_notes"] = manifest.release_notes;
    object["tips"] = manifest.tips;
}

json::array json_requires(const Manifest& manifest)
{
    json::array list;
    for (const auto& requirement : manifest.requirements) list.emplace_back(requirement.app);
    return list;
}

json::object json_error(const Error& error)
{
    return {{"key", error.key}, {"detail", json_text(error.message)}, {"hint", json_text(error.hint)}};
}

void add_details(json::object& object, const Error& error)
{
    for (const auto& [name, text] : error.details) {
        const std::string member = contains(own_members, name) ? "upstream_" + name : name;
        if (contains(list_details, name)) {
            auto& list = object[member];
            if (!list.is_array()) list = json::array();
            list.get_array().push_back(json_text(text));
            continue;
        }
        object[member] = detail_value(name, text);
    }
}

} // namespace furtka::api
