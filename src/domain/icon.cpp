// An allow-list: elements by name, references by form, style by what it may say. What is not known is refused; the owner
// then sees the generic icon. The page shows icons through <img> only, where browsers run no script; this is the first line.
#include "domain/icon.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "domain/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <pugixml.hpp>
#include <string>

namespace furtka {
namespace {

constexpr std::string_view svg_namespace = "http://www.w3.org/2000/svg";
constexpr std::string_view xlink_namespace = "http://www.w3.org/1999/xlink";
constexpr int deepest_icon = 64;

constexpr std::array<std::string_view, 67> elements = {"animate", "animateMotion", "animateTransform", "circle", "clipPath",
    "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix",
    "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG",
    "feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight",
    "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "filter", "font", "font-face", "g", "glyph", "image",
    "line", "linearGradient", "marker", "mask", "metadata", "missing-glyph", "mpath", "path", "pattern", "polygon",
    "polyline", "radialGradient", "rect", "set", "solidColor", "stop", "style", "svg", "switch", "symbol", "text",
    "textPath", "title", "tref", "tspan", "use", "view", "hatch"};

/// What drawing programs leave in a file; no browser acts on it. Their prefixes may be bound to no namespace that is.
constexpr std::array<std::string_view, 12> inert_prefixes = {
    "bx", "cc", "dc", "figma", "inkscape", "rdf", "serif", "sketch", "sodipodi", "vectornator", "krita", "xml"};
constexpr std::array<std::string_view, 3> acting_namespaces = {
    svg_namespace, "http://www.w3.org/1999/xhtml", "http://www.w3.org/2001/xml-events"};

constexpr std::array<std::string_view, 5> data_images = {
    "data:image/png;", "data:image/jpeg;", "data:image/jpg;", "data:image/gif;", "data:image/webp;"};

using Fault = std::optional<std::string>; ///< what must not be in an icon

template <std::size_t count>
bool has(const std::array<std::string_view, count>& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// In small letters and without white space and control characters, which browsers skip inside `java script:`.
std::string squeezed(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) continue;
        out += ascii_lower(c);
    }
    return out;
}

std::string_view prefix_of(std::string_view name)
{
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

/// `reference` as `squeezed` gives it.
bool stays_inside_icon(std::string_view reference)
{
    return reference.starts_with('#')
        || std::ranges::any_of(data_images, [&](std::string_view start) { return reference.starts_with(start); });
}

/// Every `url(…)` of a style or a presentation attribute.
Fault outside_url(std::string_view text)
{
    for (auto at = text.find("url("); at != std::string_view::npos; at = text.find("url(", at + 1)) {
        auto reference = text.substr(at + 4);
        if (reference.starts_with('"') || reference.starts_with('\'')) reference.remove_prefix(1);
        if (!stays_inside_icon(reference)) return "a reference to something outside, url(…)";
    }
    return {};
}

/// CSS says the same thing in many ways: escapes, comments and loading functions are refused, not understood.
Fault bad_style(std::string_view style)
{
    const auto text = squeezed(style);
    if (auto found = outside_url(text)) return found;
    for (const std::string_view word : {"\\", "@import", "@namespace", "expression(",
             "javascript:", "behavior:", "-moz-binding", "image(", "image-set(", "src(", "cross-fade("}) {
        if (text.contains(word)) return fmt::format("a style with {}", word);
    }
    return {};
}

Fault bad_namespace(std::string_view name, std::string_view value)
{
    if (name == "xmlns") return value == svg_namespace ? Fault() : "a second namespace without a prefix";
    const auto prefix = name.substr(std::string_view("xmlns:").size());
    // Inkscape writes xmlns:svg into every file; elements with that prefix are not in the list.
    const bool harmless = value == svg_namespace && !has(inert_prefixes, prefix);
    if (has(acting_namespaces, value) && !harmless) return "a second prefix for elements that act";
    if (prefix == "xlink" && value != xlink_namespace) return "a prefix xlink for something else";
    return {};
}

Fault bad_attribute(std::string_view name, std::string_view value)
{
    // Not XML, but taken by pugixml: a browser may see an element where it sees a value.
    if (value.contains('<')) return fmt::format("a < in {}", shown(name));
    if (name == "xmlns" || name.starts_with("xmlns:")) return bad_namespace(name, value);
    const auto small = squeezed(name);
    const auto local = std::string_view(small).substr(small.find(':') + 1); // npos + 1 is 0
    const auto text = squeezed(value);
    if (local.starts_with("on")) return fmt::format("a handler, {}", shown(name));
    if (text.contains("javascript:") || text.contains("vbscript:")) return fmt::format("a script in {}", shown(name));
    if (small == "xml:base") return "xml:base";
    if (local == "href" || local == "src")
        return stays_inside_icon(text) ? Fault() : fmt::format("a reference to something outside, {}", shown(name));
    if (local == "style") return bad_style(value);
    if (local == "attributename" && (text.contains("href") || text.starts_with("on")))
        return fmt::format("an animation of {}", shown(value));
    if (has(inert_prefixes, prefix_of(name)) || local.starts_with("data-")) return {};
    if (text.contains("\\")) return fmt::format("a backslash in {}", shown(name));
    return outside_url(text);
}

// pugixml takes a `<` in an attribute, which XML does not.
Fault bad_text(const pugi::xml_attribute& attribute)
{
    if (!std::string_view(attribute.value()).contains('<')) return {};
    return fmt::format("a < in {}", shown(attribute.name()));
}

Fault bad_element(const pugi::xml_node& node)
{
    const std::string_view name = node.name();
    const auto prefix = prefix_of(name);
    if (prefix.empty() ? !has(elements, name) : !has(inert_prefixes, prefix))
        return fmt::format("the element {}", shown(name));
    for (const pugi::xml_attribute& attribute : node.attributes()) {
        if (auto found = bad_text(attribute)) return found;
        if (auto found = bad_attribute(attribute.name(), attribute.value())) return found;
    }
    if (name != "style") return {};
    std::string style;
    for (const pugi::xml_node& part : node.children()) style += part.value();
    return bad_style(style);
}

Fault bad_node(const pugi::xml_node& node)
{
    switch (node.type()) {
    case pugi::node_doctype: return "a DOCTYPE";
    case pugi::node_pi: return "a processing instruction";
    case pugi::node_declaration: {
        for (const pugi::xml_attribute& attribute : node.attributes()) {
            if (auto found = bad_text(attribute)) return found;
        }
        const auto encoding = squeezed(node.attribute("encoding").value());
        return encoding.empty() || encoding == "utf-8" || encoding == "us-ascii" ? Fault() : "an encoding that is not UTF-8";
    }
    case pugi::node_element: return bad_element(node);
    default: return {};
    }
}

struct Walker : pugi::xml_tree_walker {
    Fault found;

    bool for_each(pugi::xml_node& node) override
    {
        found = depth() > deepest_icon ? Fault(fmt::format("more than {} levels", deepest_icon)) : bad_node(node);
        return !found;
    }
};

Fault bad_root(const pugi::xml_document& document)
{
    int roots = 0;
    for (const pugi::xml_node& node : document.children()) {
        if (node.type() == pugi::node_element)
            ++roots;
        else if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata)
            return "text around the svg element";
    }
    const auto root = document.document_element();
    if (roots != 1 || std::string_view(root.name()) != "svg") return "no svg element as its root";
    if (std::string_view(root.attribute("xmlns").value()) != svg_namespace) return "no xmlns for SVG";
    return {};
}

Result<void> refuse_icon(std::string_view found)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "icon_refused",
        .message = fmt::format("the icon is refused: found {}", found),
        .hint = "save it as a plain SVG of at most 16 KB without script, links and linked files"});
}

} // namespace

Result<void> check_icon(std::string_view svg)
{
    if (svg.size() > largest_icon)
        return refuse_icon(fmt::format("{} bytes, at most {} are shown", svg.size(), largest_icon));
    if (svg.contains('\0') || !is_utf8(svg)) return refuse_icon("text that is not UTF-8");

    pugi::xml_document document;
    constexpr unsigned int keep_all = pugi::parse_full | pugi::parse_ws_pcdata_single;
    const auto parsed = document.load_buffer(svg.data(), svg.size(), keep_all, pugi::encoding_utf8);
    if (!parsed) return refuse_icon(fmt::format("no well-formed XML at byte {} ({})", parsed.offset, parsed.description()));

    Walker walker;
    document.traverse(walker);
    if (walker.found) return refuse_icon(*walker.found);
    if (const auto found = bad_root(document)) return refuse_icon(*found);
    return {};
}

} // namespace furtka
