// domain/import/tree.hpp — a document as readers of foreign formats see it: scalars are text, members keep their order.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace furtka::imports {

struct Node {
    enum class Kind { null, scalar, list, map };
    using Member = std::pair<std::string, Node>;

    Kind kind = Kind::null;
    std::string text; ///< of a scalar, as written: `22222:22`, `no` and `0755` stay what they are
    bool plain = false; ///< a scalar written without quotes: `true` may be a truth value and `80` a number
    std::vector<Node> items; ///< of a list
    std::vector<Member> members; ///< of a map
    std::string tag; ///< `!override`, `!reset`: what Compose is told; not part of the value

    static Node scalar(std::string text) { return {.kind = Kind::scalar, .text = std::move(text)}; }
    static Node bare(std::string text) { return {.kind = Kind::scalar, .text = std::move(text), .plain = true}; }
    static Node list(std::vector<Node> items = {}) { return {.kind = Kind::list, .items = std::move(items)}; }
    static Node map(std::vector<Member> members = {}) { return {.kind = Kind::map, .members = std::move(members)}; }

    bool is_null() const { return kind == Kind::null; }
    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_list() const { return kind == Kind::list; }
    bool is_map() const { return kind == Kind::map; }

    const Node* find(std::string_view name) const; ///< null: no such member, or no map
    Node* find(std::string_view name);
    Node& at(std::string_view name); ///< adds it; a null becomes a map
    void set(std::string_view name, Node value); ///< keeps the place of a member that is there
    bool erase(std::string_view name);

    /// Text of a scalar, of a member, or empty.
    std::string_view text_or_empty() const { return is_scalar() ? std::string_view(text) : std::string_view(); }
    std::string_view text_of(std::string_view name) const;
    /// Items of a list member; a scalar counts as a list of one.
    std::vector<std::string> texts_of(std::string_view name) const;

    /// Equal values; tags, quotes and the order of members do not count.
    bool same(const Node& other) const;
};

/// How much of a foreign document is read.
struct TreeLimits {
    std::size_t bytes = 4UL << 20;
    std::size_t nodes = 200'000; ///< with every use of an alias counted in full
    int depth = 64;
};

struct Document {
    Node root;
    std::vector<std::string> doubled; ///< members that are there twice, as `services.web.image`; the last one counts
};

/// Calls the function with every scalar of the tree.
template <class Change>
void each_scalar(Node& node, const Change& change)
{
    if (node.is_scalar()) change(node);
    for (auto& item : node.items) each_scalar(item, change);
    for (auto& [name, value] : node.members) each_scalar(value, change);
}
template <class Look>
void each_scalar(const Node& node, const Look& look)
{
    if (node.is_scalar()) look(node);
    for (const auto& item : node.items) each_scalar(item, look);
    for (const auto& [name, value] : node.members) each_scalar(value, look);
}

} // namespace furtka::imports
