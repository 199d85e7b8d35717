#include "domain/import/structured.hpp"

#include <fmt/format.h>

#include <stdexcept>

// Its parser asserts what some malformed keys do not hold (`[${a}"`, seen with 3.3): they are errors of the file.
#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : throw std::runtime_error("a key that cannot be read"))
#include <toml++/toml.h>

namespace furtka::imports {
namespace {

Node toml_node(const toml::node& value)
{
    if (const auto* table = value.as_table()) {
        Node made = Node::map();
        for (const auto& [name, member] : *table) made.members.emplace_back(name.str(), toml_node(member));
        return made;
    }
    if (const auto* array = value.as_array()) {
        Node made = Node::list();
        for (const auto& item : *array) made.items.push_back(toml_node(item));
        return made;
    }
    if (const auto* text = value.as_string()) return Node::scalar(text->get());
    if (const auto* truth = value.as_boolean()) return Node::bare(truth->get() ? "true" : "false");
    if (const auto* number = value.as_integer()) return Node::bare(fmt::format("{}", number->get()));
    if (const auto* number = value.as_floating_point()) return Node::bare(fmt::format("{}", number->get()));
    return {};
}

} // namespace

Result<Node> parse_toml_tree(std::string_view text, const TreeLimits& limits)
{
    if (text.size() > limits.bytes) {
        return fail({.kind = ErrorKind::too_large,
            .key = "toml_limits",
            .message = fmt::format("{} bytes, at most {} are read", text.size(), limits.bytes)});
    }
    try {
        return toml_node(toml::parse(text));
    } catch (const toml::parse_error& error) {
        const auto place = error.source().begin;
        return fail({.kind = ErrorKind::invalid,
            .key = "toml_syntax",
            .message = fmt::format("line {}, column {}: {}", place.line, place.column, error.description()),
            .details = {{"line", fmt::format("{}", place.line)}, {"column", fmt::format("{}", place.column)}}});
    } catch (const std::runtime_error& error) {
        return fail({.kind = ErrorKind::invalid, .key = "toml_syntax", .message = error.what()});
    }
}

} // namespace furtka::imports
