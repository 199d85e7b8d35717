#include "api/edit_bodies.hpp"

#include "api/body_members.hpp"

#include <boost/json.hpp>

namespace furtka::api {
namespace {

constexpr std::size_t most_edit_marks = 500;

} // namespace

Result<EditBody> parse_edit_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"text", "accept"}));
    EditBody body;
    TRY(body.text, text_member(object, "text"));
    TRY(body.accept, texts_member(object, "accept", most_edit_marks));
    if (!object.contains("text")) return fail(member_error("text", "is missing"));
    return body;
}

Result<EditCheckBody> parse_edit_check_body(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"file", "text"}));
    EditCheckBody body;
    TRY(const auto word, text_member(object, "file"));
    const auto file = edited_file(word);
    if (!file) return fail(member_error("file", R"(must be "override" or "compose")"));
    body.file = *file;
    TRY(body.text, text_member(object, "text"));
    return body;
}

Result<std::vector<std::string>> parse_edit_undo_body(std::string_view text)
{
    if (text.empty()) return std::vector<std::string>();
    TRY(const auto object, parse_object(text, {"accept"}));
    return texts_member(object, "accept", most_edit_marks);
}

} // namespace furtka::api
