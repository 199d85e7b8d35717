#include "domain/env_file.hpp"

#include "base/utf8.hpp"
#include "domain/dotenv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace furtka {
namespace {

bool may_start_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool may_be_in_name(char c) { return may_start_name(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

bool can_be_written(const std::string& key, std::string_view value)
{
    const bool name = !key.empty() && may_start_name(key.front()) && std::ranges::all_of(key, may_be_in_name);
    return name && !value.contains('\0') && is_utf8(value);
}

struct Edit {
    std::size_t begin;
    std::size_t end;
    std::string text;
};

/// `edits` do not overlap.
std::string edited(std::string_view text, std::vector<Edit> edits)
{
    std::ranges::sort(edits, {}, &Edit::begin);
    std::string out;
    std::size_t done = 0;
    for (const Edit& edit : edits) {
        out += text.substr(done, edit.begin - done);
        out += edit.text;
        done = edit.end;
    }
    out += text.substr(done);
    return out;
}

} // namespace

Result<EnvFile> EnvFile::parse(std::string text)
{
    if (text.size() > largest_env_file) {
        return fail({.kind = ErrorKind::invalid,
            .key = "env_too_large",
            .message = fmt::format(".env has {} bytes, at most {} are read", text.size(), largest_env_file),
            .hint = "keep large values in files of their own and mount them"});
    }
    if (text.contains('\0')) {
        return fail({.kind = ErrorKind::invalid,
            .key = "env_encoding",
            .message = ".env holds a NUL",
            .hint = "save it as plain UTF-8 text"});
    }
    if (!is_utf8(text)) {
        return fail({.kind = ErrorKind::invalid,
            .key = "env_encoding",
            .message = ".env is not UTF-8",
            .hint = "save it as plain UTF-8 text"});
    }
    EnvFile file;
    TRY(file.assignments_, dotenv::read(text));
    file.text_ = std::move(text);
    return file;
}

SettingValues EnvFile::values() const
{
    SettingValues values;
    for (const Assignment& assignment : assignments_) values[assignment.key] = assignment.value;
    return values;
}

EnvFile EnvFile::with(const SettingValues& changes) const
{
    std::unordered_map<std::string_view, const Assignment*> last;
    for (const Assignment& assignment : assignments_) last[assignment.key] = &assignment;

    std::vector<Edit> edits;
    std::string added;
    const std::string_view line_end = text_.contains("\r\n") ? "\r\n" : "\n";
    for (const auto& [key, value] : changes) {
        if (!can_be_written(key, value)) continue;
        const auto found = last.find(key);
        if (found == last.end()) {
            added += fmt::format("{}={}{}", key, dotenv::written(value), line_end);
            continue;
        }
        const Assignment& assignment = *found->second;
        if (assignment.value == value) continue;
        // Text may follow a closing quote on the same line, and a comment a bare value: only a quoted value keeps apart from
        // both.
        const bool bare = assignment.end > assignment.begin && !std::string_view("'\"").contains(text_[assignment.begin])
            && !value.empty();
        edits.push_back({assignment.begin, assignment.end, bare ? dotenv::written(value) : dotenv::written_quoted(value)});
    }
    if (edits.empty() && added.empty()) return *this;
    if (!added.empty() && !text_.empty() && !text_.ends_with('\n')) added.insert(0, line_end);

    EnvFile file;
    file.text_ = edited(text_, std::move(edits)) + added;
    if (auto read = dotenv::read(file.text_)) file.assignments_ = *std::move(read);
    return file;
}

bool holds_variable(std::string_view value)
{
    for (std::size_t at = value.find('$'); at != std::string_view::npos && at + 1 < value.size(); at = value.find('$', at)) {
        const char next = value[at + 1];
        if (next == '{' || may_start_name(next)) return true;
        at += next == '$' ? 2 : 1;
    }
    return false;
}

} // namespace furtka
