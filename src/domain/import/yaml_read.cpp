#include "domain/import/yaml_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <unordered_set>
#include <yaml.h>

namespace furtka::imports {
namespace {

struct Event {
    yaml_event_t value{};
    Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() { yaml_event_delete(&value); }
};

std::string_view yaml_view(const yaml_char_t* text)
{
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

/// `!reset` and the like; `tag:yaml.org,2002:str` says nothing that is kept here.
std::string own_tag(const yaml_char_t* tag)
{
    const auto text = yaml_view(tag);
    return text.starts_with("!") && text.size() > 1 ? std::string(text) : std::string();
}

bool is_null_word(std::string_view text)
{
    constexpr std::array<std::string_view, 5> words{"", "~", "null", "Null", "NULL"};
    return std::ranges::find(words, text) != words.end();
}

std::size_t size_of_tree(const Node& node)
{
    std::size_t size = 1;
    for (const auto& item : node.items) size += size_of_tree(item);
    for (const auto& member : node.members) size += size_of_tree(member.second);
    return size;
}

/// Walks libyaml's events and builds the tree.
class YamlReader {
public:
    YamlReader(std::string_view text, const TreeLimits& limits) : limits_(limits)
    {
        yaml_parser_initialize(&parser_);
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    YamlReader(const YamlReader&) = delete;
    YamlReader& operator=(const YamlReader&) = delete;
    ~YamlReader() { yaml_parser_delete(&parser_); }

    Result<Document> read()
    {
        Document document;
        bool held = false;
        for (;;) {
            Event event;
            CHECK(next(event));
            const auto type = event.value.type;
            if (type == YAML_STREAM_END_EVENT) break;
            if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT || type == YAML_DOCUMENT_END_EVENT)
                continue;
            anchors_.clear();
            TRY(auto root, node(event, "", 0));
            if (root.is_null()) continue;
            if (held) return fail(at("a second document follows", event.value.start_mark));
            held = true;
            document.root = std::move(root);
        }
        document.doubled = std::move(doubled_);
        return document;
    }

private:
    Result<void> next(Event& event)
    {
        if (yaml_parser_parse(&parser_, &event.value) != 0) return {};
        if (parser_.error == YAML_MEMORY_ERROR) return fail(too_large());
        const std::string problem = parser_.problem == nullptr ? "it cannot be read" : parser_.problem;
        return fail(at(problem, parser_.error == YAML_READER_ERROR ? parser_.mark : parser_.problem_mark));
    }

    Result<Node> node(Event& event, const std::string& path, int depth)
    {
        if (depth > limits_.depth || ++count_ > limits_.nodes) return fail(too_large());
        switch (event.value.type) {
        case YAML_ALIAS_EVENT: return alias(event);
        case YAML_SCALAR_EVENT: return scalar(event);
        case YAML_SEQUENCE_START_EVENT: return list(event, path, depth);
        case YAML_MAPPING_START_EVENT: return map(event, path, depth);
        default: return fail(at("a value was wanted", event.value.start_mark));
        }
    }

    Result<Node> alias(const Event& event)
    {
        const auto found = anchors_.find(yaml_view(event.value.data.alias.anchor));
        if (found == anchors_.end()) {
            return fail(at(fmt::format("the anchor {} is not defined above", yaml_view(event.value.data.alias.anchor)),
                event.value.start_mark));
        }
        count_ += found->second.size;
        if (count_ > limits_.nodes) return fail(too_large());
        return found->second.node;
    }

    Node scalar(const Event& event)
    {
        const auto& data = event.value.data.scalar;
        Node made = Node::scalar(std::string(reinterpret_cast<const char*>(data.value), data.length));
        made.tag = own_tag(data.tag);
        made.plain = data.style == YAML_PLAIN_SCALAR_STYLE && (data.plain_implicit != 0 || !made.tag.empty());
        if (made.plain && is_null_word(made.text)) made = Node{.tag = std::move(made.tag)};
        keep(data.anchor, made);
        return made;
    }

    Result<Node> list(const Event& start, const std::string& path, int depth)
    {
        const std::string anchor(yaml_view(start.value.data.sequence_start.anchor));
        Node made = Node::list();
        made.tag = own_tag(start.value.data.sequence_start.tag);
        for (;;) {
            Event event;
            CHECK(next(event));
            if (event.value.type == YAML_SEQUENCE_END_EVENT) break;
            TRY(auto item, node(event, path, depth + 1));
            made.items.push_back(std::move(item));
        }
        keep(anchor, made);
        return made;
    }

    Result<Node> map(const Event& start, const std::string& path, int depth)
    {
        const std::string anchor(yaml_view(start.value.data.mapping_start.anchor));
        Node made = Node::map();
        made.tag = own_tag(start.value.data.mapping_start.tag);
        std::vector<Node> merged;
        std::unordered_set<std::string> seen; // a map of many members is looked through for each of them
        for (;;) {
            Event event;
            CHECK(next(event));
            if (event.value.type == YAML_MAPPING_END_EVENT) break;
            const auto mark = event.value.start_mark;
            TRY(const auto key, node(event, path, depth + 1));
            if (key.is_list() || key.is_map()) return fail(at("a key must be a word", mark));
            Event follows;
            CHECK(next(follows));
            const auto below = path.empty() ? key.text : path + "." + key.text;
            TRY(auto value, node(follows, below, depth + 1));
            if (key.plain && key.text == "<<") {
                CHECK(take_merge(std::move(value), merged, mark));
                continue;
            }
            if (seen.insert(key.text).second) {
                made.members.emplace_back(key.text, std::move(value));
            } else {
                doubled_.push_back(below);
                made.set(key.text, std::move(value));
            }
        }
        for (const auto& source : merged) {
            for (const auto& [name, value] : source.members) {
                if (seen.insert(name).second) made.members.emplace_back(name, value);
            }
        }
        keep(anchor, made);
        return made;
    }

    /// `<<: *a` or `<<: [*a, *b]`, of which the earlier counts more.
    Result<void> take_merge(Node value, std::vector<Node>& merged, yaml_mark_t mark)
    {
        if (value.is_map()) {
            merged.push_back(std::move(value));
            return {};
        }
        const bool good =
            value.is_list() && std::ranges::all_of(value.items, [](const Node& item) { return item.is_map(); });
        if (!good && !value.is_null()) return fail(at("a merge key needs a map", mark));
        for (auto& item : value.items) merged.push_back(std::move(item));
        return {};
    }

    void keep(const yaml_char_t* anchor, const Node& node) { keep(std::string(yaml_view(anchor)), node); }
    void keep(const std::string& anchor, const Node& node)
    {
        if (!anchor.empty()) anchors_[anchor] = {.node = node, .size = size_of_tree(node)};
    }

    static Error at(std::string_view problem, yaml_mark_t mark)
    {
        return {.kind = ErrorKind::invalid,
            .key = "yaml_syntax",
            .message = fmt::format("line {}, column {}: {}", mark.line + 1, mark.column + 1, problem),
            .details = {{"line", fmt::format("{}", mark.line + 1)}, {"column", fmt::format("{}", mark.column + 1)}}};
    }

    Error too_large() const
    {
        return {.kind = ErrorKind::too_large,
            .key = "yaml_limits",
            .message = fmt::format("more than {} values, or more than {} levels", limits_.nodes, limits_.depth)};
    }

    struct Anchor {
        Node node;
        std::size_t size = 0;
    };
    yaml_parser_t parser_{};
    TreeLimits limits_;
    std::size_t count_ = 0;
    std::map<std::string, Anchor, std::less<>> anchors_;
    std::vector<std::string> doubled_;
};

} // namespace

Result<Document> parse_yaml(std::string_view text, const TreeLimits& limits)
{
    if (text.size() > limits.bytes) {
        return fail({.kind = ErrorKind::too_large,
            .key = "yaml_limits",
            .message = fmt::format("{} bytes, at most {} are read", text.size(), limits.bytes)});
    }
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return YamlReader(text, limits).read();
}

} // namespace furtka::imports
