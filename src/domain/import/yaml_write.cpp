#include "domain/import/yaml_write.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <yaml.h>

namespace furtka::imports {
namespace {

bool is_yaml_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// May stand without quotes as the author wrote it: `true`, `80`, `1.5`, `30s`.
bool stays_bare(const Node& node)
{
    if (!node.plain || node.text.empty()) return false;
    const auto& text = node.text;
    if (text == "true" || text == "false") return true;
    const bool starts = is_digit(text.front()) || (text.size() > 1 && text.front() == '-' && is_digit(text[1]));
    return starts
        && std::ranges::all_of(text.substr(1), [](char c) { return is_digit(c) || is_yaml_letter(c) || c == '.'; });
}

bool is_bare_key(std::string_view text)
{
    const auto follows = [](char c) { return is_yaml_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; };
    constexpr std::string_view words = " y n yes no on off true false null ";
    return !text.empty() && is_yaml_letter(text.front()) && std::ranges::all_of(text, follows)
        && !words.contains(fmt::format(" {} ", text));
}

/// Lines that a block shows as they are: no control characters, no line that begins with white space before the first word.
bool fits_block(std::string_view text)
{
    if (!text.contains('\n') || text.front() == ' ' || text.front() == '\t' || text.front() == '\n') return false;
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return c == '\n' || c == '\t' || (byte >= 0x20 && byte < 0x7f);
    });
}

const yaml_char_t* yaml_bytes(const std::string& text) { return reinterpret_cast<const yaml_char_t*>(text.data()); }
const yaml_char_t* yaml_tag(const std::string& tag) { return tag.empty() ? nullptr : yaml_bytes(tag); }

/// Feeds libyaml's emitter. Each of its calls fails only for want of memory: text is made UTF-8 before.
class Writer {
public:
    Writer()
    {
        demand(yaml_emitter_initialize(&emitter_));
        yaml_emitter_set_output(&emitter_, &Writer::take, &out_);
        yaml_emitter_set_width(&emitter_, -1);
        yaml_emitter_set_unicode(&emitter_, 1);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { yaml_emitter_delete(&emitter_); }

    std::string whole(const Node& root)
    {
        yaml_event_t event;
        emit(event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
        emit(event, yaml_document_start_event_initialize(&event, nullptr, nullptr, nullptr, 1));
        map(root);
        emit(event, yaml_document_end_event_initialize(&event, 1));
        emit(event, yaml_stream_end_event_initialize(&event));
        return std::move(out_);
    }

private:
    static int take(void* out, unsigned char* bytes, std::size_t size)
    {
        static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
        return 1;
    }

    static void demand(int done)
    {
        if (done == 0) throw std::bad_alloc();
    }

    void emit(yaml_event_t& event, int made)
    {
        demand(made);
        demand(yaml_emitter_emit(&emitter_, &event));
    }

    void value_of(const Node& value)
    {
        switch (value.kind) {
        case Node::Kind::null: text(value.tag.empty() ? "" : "null", value.tag, YAML_PLAIN_SCALAR_STYLE); return;
        case Node::Kind::scalar: text(value.text, value.tag, style_of(value)); return;
        case Node::Kind::list: list(value); return;
        case Node::Kind::map: map(value); return;
        }
    }

    static yaml_scalar_style_t style_of(const Node& value)
    {
        if (stays_bare(value)) return YAML_PLAIN_SCALAR_STYLE;
        return fits_block(value.text) ? YAML_LITERAL_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    }

    void text(const std::string& given, const std::string& tag, yaml_scalar_style_t style)
    {
        const auto held = to_utf8(given);
        const int untagged = tag.empty() ? 1 : 0;
        yaml_event_t event;
        emit(event,
            yaml_scalar_event_initialize(
                &event, nullptr, yaml_tag(tag), yaml_bytes(held), static_cast<int>(held.size()), untagged, untagged, style));
    }

    void list(const Node& value)
    {
        const auto style = value.items.empty() ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
        yaml_event_t event;
        emit(event,
            yaml_sequence_start_event_initialize(&event, nullptr, yaml_tag(value.tag), value.tag.empty() ? 1 : 0, style));
        for (const auto& item : value.items) value_of(item);
        emit(event, yaml_sequence_end_event_initialize(&event));
    }

    void map(const Node& value)
    {
        const auto style = value.members.empty() ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
        yaml_event_t event;
        emit(event,
            yaml_mapping_start_event_initialize(&event, nullptr, yaml_tag(value.tag), value.tag.empty() ? 1 : 0, style));
        for (const auto& [name, member] : value.members) {
            text(name, "", is_bare_key(name) ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
            value_of(member);
        }
        emit(event, yaml_mapping_end_event_initialize(&event));
    }

    std::string out_;
    yaml_emitter_t emitter_{};
};

} // namespace

std::string to_yaml(const Node& root) { return Writer().whole(root); }

} // namespace furtka::imports
