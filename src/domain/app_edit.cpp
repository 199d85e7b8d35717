#include "domain/app_edit.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace furtka {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 2> file_words{"override", "compose"};

std::unexpected<Error> bad_edit(std::string message, std::string hint)
{
    return fail({.kind = ErrorKind::invalid, .key = "edit_text", .message = std::move(message), .hint = std::move(hint)});
}

std::optional<std::size_t> number_at(std::string_view text)
{
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end == text.data()) return std::nullopt;
    return number;
}

struct Line {
    std::size_t indent = 0;
    std::string_view key; ///< without quotes; empty: no `key:`
};

Line read_line(std::string_view text)
{
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos || text[begin] == '#') return {};
    auto rest = text.substr(begin);
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) return {.indent = begin, .key = {}};
    auto key = rest.substr(0, colon);
    if (key.size() >= 2 && (key.front() == '"' || key.front() == '\'') && key.back() == key.front())
        key = key.substr(1, key.size() - 2);
    return {.indent = begin, .key = key};
}

/// `services`, `web`, `ports` of `services.web.ports[0]` or `services.web.ports.0`.
std::vector<std::string_view> path_parts(std::string_view words)
{
    constexpr std::array<std::string_view, 5> tops{"services.", "networks.", "volumes.", "configs.", "secrets."};
    std::size_t at = std::string_view::npos;
    for (const auto top : tops) at = std::min(at, words.find(top));
    std::vector<std::string_view> parts;
    if (at == std::string_view::npos) return parts;
    const auto is_part = [](char c) {
        return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || is_digit(c) || c == '_' || c == '-';
    };
    while (at < words.size() && is_part(words[at])) {
        auto end = at;
        while (end < words.size() && is_part(words[end])) ++end;
        parts.push_back(words.substr(at, end - at));
        at = end;
        if (at < words.size() && words[at] == '.') ++at;
    }
    return parts;
}

/// The line of the deepest member of the path that is there in block style.
std::optional<std::size_t> line_of_path(const std::vector<std::string_view>& parts, std::string_view text)
{
    std::optional<std::size_t> found;
    std::size_t wanted = 0;
    std::size_t deeper_than = 0; // of the line found last
    for (std::size_t number = 1; !text.empty() && wanted < parts.size(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = read_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.key.empty()) continue;
        if (found && line.indent <= deeper_than) break; // its members have ended
        if (!found && line.indent != 0) continue;
        if (line.key != parts[wanted]) continue;
        found = number;
        deeper_than = line.indent;
        ++wanted;
    }
    return found;
}

} // namespace

std::string_view to_text(EditedFile file) { return file_words.at(static_cast<std::size_t>(file)); }

std::optional<EditedFile> edited_file(std::string_view text)
{
    const auto* const found = std::ranges::find(file_words, text);
    if (found == file_words.end()) return std::nullopt;
    return static_cast<EditedFile>(found - file_words.begin());
}

std::vector<EditVersion> with_version(std::vector<EditVersion> versions, EditVersion version)
{
    versions.push_back(std::move(version));
    if (versions.size() > most_edit_versions)
        versions.erase(versions.begin(), versions.end() - static_cast<std::ptrdiff_t>(most_edit_versions));
    return versions;
}

std::string to_json(const std::vector<EditVersion>& versions)
{
    json::array list;
    for (const auto& version : versions) {
        list.push_back(json::object{{"at", std::int64_t{version.at.time_since_epoch().count()}},
            {"file", to_text(version.file)}, {"text", version.text}});
    }
    return json::serialize(json::object{{"versions", std::move(list)}});
}

std::vector<EditVersion> parse_edit_versions(std::string_view text)
{
    std::vector<EditVersion> versions;
    boost::system::error_code problem;
    const auto value = json::parse(text, problem);
    if (problem || !value.is_object()) return versions;
    const auto* list = value.get_object().if_contains("versions");
    if (list == nullptr || !list->is_array()) return versions;
    for (const auto& item : list->get_array()) {
        const auto* object = item.if_object();
        if (object == nullptr) continue;
        const auto* at = object->if_contains("at");
        const auto* file = object->if_contains("file");
        const auto* said = object->if_contains("text");
        if (at == nullptr || !at->is_int64() || file == nullptr || !file->is_string() || said == nullptr
            || !said->is_string())
            continue;
        const auto which = edited_file(std::string_view(file->get_string()));
        if (!which) continue;
        versions.push_back(
            {.at = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(at->get_int64())),
                .file = *which,
                .text = std::string(said->get_string())});
    }
    return versions;
}

Result<void> check_edit(std::string_view text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return bad_edit("the file would be empty", "an override that changes nothing says: services: {}");
    if (text.size() > largest_edit) {
        return bad_edit(fmt::format("the text is larger than {} KiB", largest_edit >> 10),
            "a compose file is a few hundred lines at most");
    }
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        return bad_edit("this is no text", "a compose file is plain text in UTF-8");
    return {};
}

std::vector<std::string> new_unset_variables(const std::vector<std::string>& before, const std::vector<std::string>& after)
{
    std::vector<std::string> found;
    for (const auto& warning : after) {
        const bool unset = warning.contains("variable is not set");
        if (unset && std::ranges::find(before, warning) == before.end()) found.push_back(warning);
    }
    return found;
}

std::optional<std::size_t> line_in_words(std::string_view words, std::string_view text)
{
    constexpr std::string_view word = "line ";
    for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        if (const auto number = number_at(words.substr(at + word.size()))) return number;
    }
    return line_of_path(path_parts(words), text);
}

} // namespace furtka
