#include "domain/manifest_members.hpp"

#include "domain/shown.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::size_t most_notices = 50;
constexpr std::size_t longest_list = 1024;

std::string_view kind_name(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null: return "null";
    case json::kind::bool_: return "true or false";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_: return "a number";
    case json::kind::string: return "text";
    case json::kind::array: return "a list";
    case json::kind::object: return "an object";
    }
    return "something else";
}

/// None: not a text, or one with a NUL.
std::optional<std::string> usable_text(const json::value& value)
{
    const auto* const text = value.if_string();
    if (text == nullptr || text->find('\0') != json::string::npos) return {};
    return std::string(text->data(), text->size());
}

/// None: not a list of usable texts.
std::optional<std::vector<std::string>> usable_texts(const json::value& value)
{
    const auto* const list = value.if_array();
    if (list == nullptr || list->size() > longest_list) return {};
    std::vector<std::string> texts;
    for (const json::value& item : *list) {
        auto text = usable_text(item);
        if (!text) return {};
        texts.push_back(*std::move(text));
    }
    return texts;
}

} // namespace

void Notices::add(std::string text)
{
    if (texts_.size() < most_notices) texts_.push_back(std::move(text));
}

Members::Members(const json::object& object, std::string path, Notices& notices)
    : object_(&object), path_(std::move(path)), notices_(&notices)
{
}

std::string Members::path_of(std::string_view name) const
{
    return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
}

std::unexpected<Error> Members::refuse(std::string_view name, std::string_view what, std::string_view hint) const
{
    const auto path = path_of(name);
    return fail({.kind = ErrorKind::invalid,
        .key = "manifest_member",
        .message = fmt::format("manifest.json: {} {}", path, what),
        .hint = std::string(hint),
        .details = {{"member", path}}});
}

void Members::note(std::string_view name, std::string_view what) const
{
    notices_->add(fmt::format("{} {}", path_of(name), what));
}

void Members::note_unknown() const
{
    for (const auto& member : *object_) {
        const std::string_view name(member.key().data(), member.key().size());
        if (!asked_.contains(name)) note(shown(name), "is not a member Furtka knows; it is ignored");
    }
}

const json::value* Members::find(std::string_view name)
{
    asked_.emplace(name);
    const auto* const value = object_->if_contains(name);
    return value != nullptr && value->is_null() ? nullptr : value;
}

Result<const json::value*> Members::find(std::string_view name, Need need)
{
    const auto* const value = find(name);
    if (value == nullptr && need == Need::required) return refuse(name, "is missing", "add it to the manifest");
    if (value == nullptr && need == Need::wanted) note(name, "is missing");
    return value;
}

Result<std::string> Members::text(std::string_view name, Need need)
{
    TRY(const auto* const value, find(name, need));
    if (value == nullptr) return std::string();
    auto text = usable_text(*value);
    if (!text && value->is_string()) return refuse(name, "holds a NUL");
    if (!text) return refuse(name, fmt::format("must be text, found {}", kind_name(*value)));
    return *std::move(text);
}

Result<std::vector<std::string>> Members::texts(std::string_view name, Need need)
{
    TRY(const auto* const value, find(name, need));
    if (value == nullptr) return std::vector<std::string>();
    auto texts = usable_texts(*value);
    if (!texts) return refuse(name, fmt::format("must be a list of at most {} texts", longest_list));
    return *std::move(texts);
}

Result<std::vector<int>> Members::integers(std::string_view name, Need need)
{
    TRY(const auto* const value, find(name, need));
    std::vector<int> integers;
    if (value == nullptr) return integers;
    const auto* const list = value->if_array();
    const auto whole = [](const json::value& item) { return item.is_int64() || item.is_uint64(); };
    if (list == nullptr || list->size() > longest_list || !std::ranges::all_of(*list, whole)) {
        return refuse(name, fmt::format("must be a list of at most {} whole numbers", longest_list));
    }
    for (const json::value& item : *list) {
        boost::system::error_code out_of_range;
        const int integer = item.to_number<int>(out_of_range);
        integers.push_back(out_of_range ? -1 : integer);
    }
    return integers;
}

Result<std::vector<Members>> Members::objects(std::string_view name)
{
    std::vector<Members> objects;
    const auto* const value = find(name);
    if (value == nullptr) return objects;
    const auto* const list = value->if_array();
    if (list == nullptr || list->size() > longest_list)
        return refuse(name, fmt::format("must be a list of at most {} objects", longest_list));
    for (const json::value& item : *list) {
        const auto place = fmt::format("{}[{}]", name, objects.size());
        const auto* const object = item.if_object();
        if (object == nullptr) return refuse(place, fmt::format("must be an object, found {}", kind_name(item)));
        objects.emplace_back(*object, path_of(place), *notices_);
    }
    return objects;
}

Result<bool> Members::flag(std::string_view name)
{
    const auto* const value = find(name);
    if (value == nullptr) return false;
    if (!value->is_bool()) return refuse(name, fmt::format("must be true or false, found {}", kind_name(*value)));
    return value->get_bool();
}

Result<std::optional<double>> Members::number(std::string_view name)
{
    const auto* const value = find(name);
    if (value == nullptr) return std::optional<double>();
    if (!value->is_number()) return refuse(name, fmt::format("must be a number, found {}", kind_name(*value)));
    return std::optional(value->to_number<double>());
}

Result<std::string> Members::object_text(std::string_view name)
{
    const auto* const value = find(name);
    if (value == nullptr) return std::string();
    if (!value->is_object()) return refuse(name, fmt::format("must be an object, found {}", kind_name(*value)));
    return json::serialize(*value);
}

Result<std::string> Members::scalar(std::string_view name)
{
    const auto* const value = find(name);
    if (value == nullptr) return std::string();
    if (value->is_bool()) return std::string(value->get_bool() ? "true" : "false");
    if (value->is_int64()) return fmt::format("{}", value->get_int64());
    if (value->is_uint64()) return fmt::format("{}", value->get_uint64());
    if (value->is_double()) return fmt::format("{}", value->get_double());
    return text(name, Need::optional);
}

std::string Members::shown_text(std::string_view name)
{
    const auto* const value = find(name);
    if (value == nullptr) return {};
    if (auto text = usable_text(*value)) return *std::move(text);
    if (const auto lines = usable_texts(*value)) return fmt::format("{}", fmt::join(*lines, "\n"));
    note(name, fmt::format("must be text, found {}; it is ignored", kind_name(*value)));
    return {};
}

std::vector<std::string> Members::shown_texts(std::string_view name)
{
    const auto* const value = find(name);
    if (value == nullptr) return {};
    if (auto texts = usable_texts(*value)) return *std::move(texts);
    note(name, "must be a list of texts; it is ignored");
    return {};
}

} // namespace furtka
