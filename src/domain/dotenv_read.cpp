// The rules are those of compose-go `dotenv` v2 (parser.go), tried against Compose 2.26.1 case by case.
#include "base/ascii.hpp"
#include "domain/dotenv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace furtka::dotenv {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_octal(char c) { return c >= '0' && c <= '7'; }

/// Go's unicode.IsSpace for characters that need more than one byte.
constexpr std::array<std::string_view, 19> wide_spaces = {"\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\x80",
    "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87",
    "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
    "\xe3\x80\x80"};
constexpr std::size_t spaces_inside_a_line = 2; ///< the first two of `wide_spaces`; the rest is a space only around values

/// Length of the white space that `text` starts with, 0 when it starts with something else.
std::size_t space_at_front(std::string_view text)
{
    if (text.empty()) return 0;
    if (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) return 1;
    for (const auto space : wide_spaces) {
        if (text.starts_with(space)) return space.size();
    }
    return 0;
}

std::size_t line_space_at_front(std::string_view text)
{
    if (text.empty() || text.front() == '\n') return 0;
    if (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) return 1;
    for (std::size_t i = 0; i < spaces_inside_a_line; ++i) {
        if (text.starts_with(wide_spaces.at(i))) return wide_spaces.at(i).size();
    }
    return 0;
}

std::string_view without_space_at_end(std::string_view text)
{
    for (;;) {
        if (text.empty()) return text;
        if (space_at_front(text.substr(text.size() - 1)) == 1) {
            text.remove_suffix(1);
            continue;
        }
        const auto* const wide =
            std::ranges::find_if(wide_spaces, [text](std::string_view space) { return text.ends_with(space); });
        if (wide == wide_spaces.end()) return text;
        text.remove_suffix(wide->size());
    }
}

/// One escape at the front of `text` (which starts with a backslash): what it stands for and how long it is.
/// `\$` stands for `$$`, which the interpolation that follows turns into a plain `$`.
struct Escape {
    std::string meaning;
    std::size_t length = 1;
};

std::string utf8_of_latin1(unsigned int code)
{
    if (code < 0x80) return {static_cast<char>(code)};
    return {static_cast<char>(0xc0U | code >> 6U), static_cast<char>(0x80U | (code & 0x3fU))};
}

/// `\0` and up to three digits. Only `\0ooo` up to octal 377 is a character; the rest loses its 0 (as seen on 2.26.1).
Escape octal_escape(std::string_view text)
{
    std::size_t length = 2;
    while (length < text.size() && length < 5 && is_digit(text[length])) ++length;
    const auto digits = text.substr(2, length - 2);
    if (digits.size() == 3 && std::ranges::all_of(digits, is_octal) && digits.front() <= '3') {
        unsigned int code = 0;
        for (const char digit : digits) code = code * 8 + static_cast<unsigned int>(digit - '0');
        return {utf8_of_latin1(code), length};
    }
    return {"\\" + std::string(digits), length};
}

Escape escape_at(std::string_view text)
{
    if (text.size() < 2) return {"\\", 1};
    switch (text[1]) {
    case 'a': return {"\a", 2};
    case 'b': return {"\b", 2};
    case 'f': return {"\f", 2};
    case 'n': return {"\n", 2};
    case 'r': return {"\r", 2};
    case 't': return {"\t", 2};
    case 'v': return {"\v", 2};
    case '"': return {"\"", 2};
    case '\\': return {"\\", 2};
    case '$': return {"$$", 2};
    case '0': return octal_escape(text);
    default: return {"\\", 1};
    }
}

std::string with_escapes_read(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto next = std::min(text.find('\\', at), text.size());
        out += text.substr(at, next - at);
        if (next == text.size()) break;
        const Escape escape = escape_at(text.substr(next));
        out += escape.meaning;
        at = next + escape.length;
    }
    return out;
}

/// What interpolation leaves of a value that names no variable: `$$` becomes `$`. A value with a variable stays as written.
std::string with_dollars_read(std::string value)
{
    if (holds_variable(value) || !value.contains("$$")) return value;
    std::string out;
    for (std::size_t at = 0; at < value.size(); ++at) {
        out += value[at];
        if (value.compare(at, 2, "$$") == 0) ++at;
    }
    return out;
}

/// `${` without its `}`: Compose refuses the whole file.
bool brace_left_open(std::string_view value)
{
    for (std::size_t at = value.find('$'); at != std::string_view::npos; at = value.find('$', at)) {
        if (value.substr(at, 2) == "${" && !value.substr(at).contains('}')) return true;
        at += value.substr(at, 2) == "$$" ? 2 : 1;
    }
    return false;
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text), at_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0)
    {
    }

    Result<std::vector<EnvFile::Assignment>> all()
    {
        std::vector<EnvFile::Assignment> found;
        while (to_statement()) {
            TRY(auto key, read_key());
            if (!key) continue;
            TRY(auto assignment, read_value(std::move(*key)));
            found.push_back(std::move(assignment));
        }
        return found;
    }

private:
    std::string_view rest() const { return text_.substr(at_); }

    auto syntax_error(std::size_t at, std::string_view what, std::string_view hint) const
    {
        const auto line = 1 + std::ranges::count(text_.substr(0, at), '\n');
        return fail({.kind = ErrorKind::invalid,
            .key = "env_syntax",
            .message = fmt::format(".env, line {}: {}", line, what),
            .hint = std::string(hint),
            .details = {{"line", std::to_string(line)}}});
    }

    /// Steps over white space and comments. False: the end of the file.
    bool to_statement()
    {
        for (;;) {
            while (const auto space = space_at_front(rest())) at_ += space;
            if (at_ == text_.size()) return false;
            if (text_[at_] != '#') return true;
            at_ = std::min(text_.find('\n', at_), text_.size());
        }
    }

    void skip_line_space()
    {
        while (const auto space = line_space_at_front(rest())) at_ += space;
    }

    void skip_export()
    {
        if (!rest().starts_with("export") || space_at_front(rest().substr(6)) == 0) return;
        at_ += 6;
        skip_line_space();
    }

    /// The key with the reader behind its `=` or `:`; none for a key whose value is taken from the environment.
    Result<std::optional<std::string>> read_key()
    {
        skip_export();
        const auto begin = at_;
        while (at_ < text_.size() && !std::string_view("=:\n").contains(text_[at_])) {
            const char c = text_[at_];
            const auto space = line_space_at_front(rest());
            if (space == 0 && !may_be_in_key(c)) {
                return syntax_error(at_, "a character that no key may have",
                    "every line is KEY=value or a comment that starts with #; put a value of several lines in quotes");
            }
            at_ += std::max<std::size_t>(space, 1);
        }
        const auto name = without_space_at_end(text_.substr(begin, at_ - begin));
        // The text may be the rest of a secret of several lines, so it is not shown.
        if (at_ == text_.size())
            return syntax_error(
                begin, "the last line is no KEY=value and has no line end", "write KEY=value, or end the line");
        if (name.empty() && text_[at_] != '\n') return syntax_error(begin, "a value without a key", "write KEY=value");
        if (name.contains(' ')) return syntax_error(begin, "a key with a space in it", "write KEY=value");
        const bool inherited = text_[at_] == '\n';
        ++at_;
        if (inherited) return std::optional<std::string>();
        return std::optional(std::string(name));
    }

    /// Letters and digits of any script, as Compose has it; its own check of the script is not repeated here.
    static bool may_be_in_key(char c)
    {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
        return letter || is_digit(c) || std::string_view("_.-[]").contains(c);
    }

    Result<EnvFile::Assignment> read_value(std::string key)
    {
        skip_line_space();
        const bool quoted = rest().starts_with('"') || rest().starts_with('\'');
        const auto begin = at_;
        TRY(auto value, quoted ? quoted_value(key) : bare_value());
        if (value.contains('\0')) {
            return fail({.kind = ErrorKind::invalid,
                .key = "env_encoding",
                .message = fmt::format(".env: the value of {} holds a NUL", key),
                .hint = "remove \\0000 from it"});
        }
        const bool raw = quoted && text_[begin] == '\'';
        if (!raw && brace_left_open(value)) {
            return syntax_error(begin, fmt::format("a ${{ in the value of {} is never closed", key),
                "write $$ for a plain $, or put the value in single quotes");
        }
        const auto end = value_end_;
        return EnvFile::Assignment{.key = std::move(key),
            .value = raw ? std::move(value) : with_dollars_read(std::move(value)),
            .begin = begin,
            .end = end};
    }

    Result<std::string> bare_value()
    {
        const auto line_end = std::min(text_.find('\n', at_), text_.size());
        const auto line = text_.substr(at_, line_end - at_);
        const auto value = without_space_at_end(line.substr(0, line.find(" #")));
        value_end_ = at_ + value.size();
        at_ = line_end;
        return std::string(value);
    }

    Result<std::string> quoted_value(std::string_view key)
    {
        const auto begin = at_;
        const char quote = text_[begin];
        std::string inside;
        for (std::size_t at = begin + 1; at < text_.size(); ++at) {
            if (text_[at] == quote) {
                value_end_ = at_ = at + 1;
                return quote == '"' ? with_escapes_read(inside) : inside;
            }
            const bool escapes = text_[at] == '\\' && at + 1 < text_.size();
            if (escapes && text_[at + 1] == quote)
                ++at;
            else if (escapes)
                inside += text_[at++];
            inside += text_[at];
        }
        return syntax_error(begin, fmt::format("the quote that starts the value of {} is never closed", key),
            fmt::format("close it with {}", quote));
    }

    std::string_view text_;
    std::size_t at_;
    std::size_t value_end_ = 0;
};

} // namespace

Result<std::vector<EnvFile::Assignment>> read(std::string_view text) { return Reader(text).all(); }

} // namespace furtka::dotenv
