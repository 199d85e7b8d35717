#include "domain/import/listing.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr std::size_t longest_app_name = 50; ///< volumes and files are named after it
constexpr std::size_t longest_first_words = 200;
constexpr std::size_t longest_marked_text = 20'000; ///< the end of each mark is looked for in what follows

} // namespace

std::string app_name_of(std::string_view words)
{
    std::string name;
    for (const char c : words) {
        if (is_letter(c) || is_digit(c) || c == '_') {
            name += ascii_lower(c);
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    name = name.substr(0, longest_app_name);
    while (!name.empty() && (name.back() == '-' || name.back() == '_')) name.pop_back();
    while (!name.empty() && name.front() == '_') name.erase(0, 1);
    if (!name.empty() && !is_letter(name.front())) name = "app-" + name;
    return name;
}

std::string title_of(std::string_view words)
{
    std::string title(words);
    std::ranges::replace_if(title, [](char c) { return c == '_' || c == '-'; }, ' ');
    if (!title.empty() && title.front() >= 'a' && title.front() <= 'z')
        title.front() = static_cast<char>(title.front() - 32);
    return title;
}

std::string first_words(std::string_view text)
{
    while (!text.empty() && (text.front() == '\n' || text.front() == ' ')) text.remove_prefix(1);
    text = text.substr(0, text.find('\n'));
    if (const auto end = text.find(". "); end != std::string_view::npos && end > 20) text = text.substr(0, end + 1);
    if (text.size() <= longest_first_words) return std::string(text);
    auto cut = text.substr(0, longest_first_words);
    cut = cut.substr(0, std::min(cut.rfind(' '), cut.size()));
    return std::string(cut) + " …";
}

std::string without_marks(std::string_view text)
{
    text = text.substr(0, longest_marked_text);
    std::string out;
    while (!text.empty()) {
        const bool tag = text.front() == '<' && text.size() > 1 && (is_letter(text[1]) || text[1] == '/');
        const auto tag_end = tag ? text.find('>') : std::string_view::npos;
        const auto words_end = text.front() == '[' ? text.find("](http") : std::string_view::npos;
        const auto link_end = words_end == std::string_view::npos ? words_end : text.find(')', words_end);
        if (tag_end != std::string_view::npos) {
            const auto name = text.substr(1, tag_end - 1);
            const bool line = name.starts_with("br") || name == "p" || name == "/p";
            if (line && !out.empty() && out.back() != '\n') out += '\n';
            text.remove_prefix(tag_end + 1);
        } else if (link_end != std::string_view::npos && text.find(']') == words_end) {
            out += text.substr(1, words_end - 1);
            text.remove_prefix(link_end + 1);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    while (out.ends_with('\n')) out.pop_back();
    return out;
}

std::string setting_name_of(std::string_view words)
{
    std::string name;
    for (const char c : words) {
        const char big = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        name += is_letter(c) || is_digit(c) ? big : '_';
    }
    if (name.empty() || is_digit(name.front())) name = "_" + name;
    return name;
}

std::string english(const Node* node)
{
    if (node == nullptr) return {};
    if (node->is_scalar()) return node->text;
    constexpr std::array<std::string_view, 7> languages{"en_us", "en_US", "en", "en_GB", "en_gb", "custom", "EN"};
    for (const auto language : languages) {
        if (const auto text = node->text_of(language); !text.empty()) return std::string(text);
    }
    for (const auto& [language, text] : node->members) {
        if (text.is_scalar() && !text.text.empty()) return text.text;
    }
    return {};
}

std::string web_address(std::string_view text)
{
    const bool web = text.starts_with("http://") || text.starts_with("https://");
    const bool clean = std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
    return web && clean ? std::string(text) : std::string();
}

std::string version_of_image(std::string_view image)
{
    image = image.substr(0, image.find('@'));
    const auto slash = image.rfind('/');
    const auto colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
    if (colon == std::string_view::npos) return {};
    const auto tag = image.substr(colon + 1);
    return tag.contains('$') ? std::string() : std::string(tag);
}

std::string licence_of(std::string_view text)
{
    const auto head = text.substr(0, 2000);
    const auto has = [&](std::string_view words) { return head.contains(words); };
    if (has("GNU AFFERO GENERAL PUBLIC LICENSE")) return "AGPL-3.0";
    if (has("GNU LESSER GENERAL PUBLIC LICENSE")) return "LGPL-3.0";
    if (has("GNU GENERAL PUBLIC LICENSE")) return has("Version 2") ? "GPL-2.0" : "GPL-3.0";
    if (has("Apache License")) return "Apache-2.0";
    if (has("Mozilla Public License")) return "MPL-2.0";
    if (has("CC0 1.0") || has("Creative Commons Legal Code")) return "CC0-1.0";
    if (has("This is free and unencumbered software")) return "Unlicense";
    if (has("ISC License")) return "ISC";
    if (has("Redistribution and use in source and binary forms")) return "BSD";
    if (has("MIT License") || has("Permission is hereby granted, free of charge")) return "MIT";
    return {};
}

} // namespace furtka::imports
