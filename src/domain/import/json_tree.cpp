#include "domain/import/structured.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace furtka::imports {
namespace {

namespace json = boost::json;

Node json_node(const json::value& value)
{
    if (const auto* object = value.if_object()) {
        Node made = Node::map();
        for (const auto& member : *object) made.members.emplace_back(member.key(), json_node(member.value()));
        return made;
    }
    if (const auto* array = value.if_array()) {
        Node made = Node::list();
        for (const auto& item : *array) made.items.push_back(json_node(item));
        return made;
    }
    if (value.is_null()) return {};
    if (const auto* text = value.if_string()) return Node::scalar(std::string(*text));
    return Node::bare(json::serialize(value));
}

} // namespace

Result<Node> parse_json_tree(std::string_view text, const TreeLimits& limits)
{
    if (text.size() > limits.bytes) {
        return fail({.kind = ErrorKind::too_large,
            .key = "json_limits",
            .message = fmt::format("{} bytes, at most {} are read", text.size(), limits.bytes)});
    }
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    json::parse_options options;
    options.max_depth = static_cast<std::size_t>(limits.depth);
    options.allow_comments = true;
    options.allow_trailing_commas = true;
    boost::system::error_code error;
    const auto value = json::parse(text, error, {}, options);
    if (error) {
        return fail({.kind = ErrorKind::invalid,
            .key = "json_syntax",
            .message = fmt::format("it is not JSON: {}", error.message())});
    }
    return json_node(value);
}

} // namespace furtka::imports
