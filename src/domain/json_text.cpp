#include "domain/json_text.hpp"

#include "base/utf8.hpp"
#include "domain/shown.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

namespace furtka {
namespace {

namespace json = boost::json;
using boost::system::error_code;

/// Listens to the parser and keeps nothing but the member names of the objects that are open.
class NameListener {
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    std::vector<std::string> doubled;

    bool on_document_begin(error_code& /*ec*/) { return true; }
    bool on_document_end(error_code& /*ec*/) { return true; }
    bool on_object_begin(error_code& /*ec*/)
    {
        open_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t /*count*/, error_code& /*ec*/)
    {
        open_.pop_back();
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t /*size*/, error_code& /*ec*/)
    {
        key_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t /*size*/, error_code& /*ec*/)
    {
        key_.append(part.data(), part.size());
        const bool first = open_.back().insert(key_).second;
        if (!first && std::ranges::find(doubled, key_) == doubled.end() && doubled.size() < most_doubled)
            doubled.push_back(key_);
        key_.clear();
        return true;
    }
    bool on_array_begin(error_code& /*ec*/) { return true; }
    bool on_array_end(std::size_t /*count*/, error_code& /*ec*/) { return true; }
    bool on_string_part(json::string_view /*part*/, std::size_t /*size*/, error_code& /*ec*/) { return true; }
    bool on_string(json::string_view /*part*/, std::size_t /*size*/, error_code& /*ec*/) { return true; }
    bool on_number_part(json::string_view /*part*/, error_code& /*ec*/) { return true; }
    bool on_int64(std::int64_t /*value*/, json::string_view /*part*/, error_code& /*ec*/) { return true; }
    bool on_uint64(std::uint64_t /*value*/, json::string_view /*part*/, error_code& /*ec*/) { return true; }
    bool on_double(double /*value*/, json::string_view /*part*/, error_code& /*ec*/) { return true; }
    bool on_bool(bool /*value*/, error_code& /*ec*/) { return true; }
    bool on_null(error_code& /*ec*/) { return true; }
    bool on_comment_part(json::string_view /*part*/, error_code& /*ec*/) { return true; }
    bool on_comment(json::string_view /*part*/, error_code& /*ec*/) { return true; }

private:
    static constexpr std::size_t most_doubled = 20;
    std::vector<std::set<std::string, std::less<>>> open_;
    std::string key_;
};

auto refuse(std::string_view text, std::size_t offset, std::string key, std::string_view what, std::string_view problem,
    std::string hint)
{
    const TextPlace place = place_of(text, offset);
    return fail({.kind = ErrorKind::invalid,
        .key = std::move(key),
        .message = fmt::format("{}, line {}, column {}: {}", what, place.line, place.column, problem),
        .hint = std::move(hint),
        .details = {{"line", std::to_string(place.line)}, {"column", std::to_string(place.column)}}});
}

std::string problem_of(const error_code& error, std::string_view text, std::size_t offset)
{
    if (error == json::error::too_deep) return "nested deeper than 32 levels";
    if (error == json::error::incomplete || offset >= text.size()) return "the text ends before the JSON does";
    if (error == json::error::extra_data) return "text after the end of the JSON";
    const auto found = text.substr(offset, 1);
    if (error == json::error::syntax) return fmt::format("not JSON, found '{}'", shown(found));
    return fmt::format("not JSON, {}", error.message());
}

} // namespace

TextPlace place_of(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    const auto line_begin = before.find_last_of('\n') + 1; // npos + 1 is 0
    const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; };
    return {.line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n')),
        .column = 1 + static_cast<std::size_t>(std::ranges::count_if(before.substr(line_begin), starts_character))};
}

Result<std::vector<std::string>> examine_json(std::string_view text, std::string_view what, std::string_view family)
{
    const auto encoding = fmt::format("{}_encoding", family);
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
        return refuse(text, nul, encoding, what, "a NUL", "save the file as plain UTF-8 text");
    }
    if (!is_utf8(text)) {
        const auto [bad, repaired] = std::ranges::mismatch(text, to_utf8(text));
        return refuse(
            text, static_cast<std::size_t>(bad - text.begin()), encoding, what, "not UTF-8", "save the file as UTF-8");
    }

    json::basic_parser<NameListener> parser(json::parse_options{});
    error_code error;
    auto read = parser.write_some(false, text.data(), text.size(), error);
    if (!error && !parser.done()) error = json::error::incomplete;
    if (!error) {
        read = std::min(text.find_first_not_of(" \t\r\n", read), text.size());
        if (read < text.size()) error = json::error::extra_data;
    }
    if (error)
        return refuse(text, read, fmt::format("{}_json", family), what, problem_of(error, text, read),
            "mend the file or take it from its source again");
    return std::move(parser.handler().doubled);
}

} // namespace furtka
