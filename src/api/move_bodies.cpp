#include "api/move_bodies.hpp"

#include "api/body_members.hpp"
#include "api/json_parts.hpp"
#include "api/request_bodies.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace furtka::api {
namespace {

namespace json = boost::json;

constexpr std::int64_t largest_upload = std::int64_t{1} << 50;
constexpr std::size_t most_marks = 500;

Result<std::optional<std::string>> passphrase_member(const json::object& object)
{
    TRY(auto text, text_member(object, "passphrase"));
    if (text.empty()) return std::optional<std::string>();
    return std::optional(std::move(text));
}

} // namespace

Result<ExportRequest> parse_export_body(std::string_view text)
{
    TRY(const auto object, parse_object(text.empty() ? "{}" : text, {"data", "leave_out_secrets", "passphrase"}));
    ExportRequest request;
    TRY(request.data, flag_member(object, "data"));
    TRY(request.leave_out_secrets, flag_member(object, "leave_out_secrets"));
    TRY(request.passphrase, passphrase_member(object));
    return request;
}

Result<std::uint64_t> parse_import_size(std::string_view text)
{
    TRY(const auto object, parse_object(text, {"size"}));
    TRY(const auto size, number_member(object, "size", 1, largest_upload));
    if (!size) return fail(member_error("size", "is missing: the bytes of the file"));
    return static_cast<std::uint64_t>(*size);
}

Result<ImportBody> parse_import_body(std::string_view text)
{
    TRY(const auto object,
        parse_object(text.empty() ? "{}" : text, {"passphrase", "settings", "accept", "free_ports", "ports"}));
    ImportBody body;
    TRY(body.passphrase, passphrase_member(object));
    TRY(body.settings, settings_member(object));
    TRY(body.accept, texts_member(object, "accept", most_marks));
    TRY(body.free_ports, flag_member(object, "free_ports"));
    TRY(body.ports, values_member(object, "ports"));
    return body;
}

Result<std::uint64_t> parse_offset(std::optional<std::string_view> text)
{
    std::uint64_t offset = 0;
    const auto told = text.value_or("");
    const auto [end, problem] = std::from_chars(told.data(), told.data() + told.size(), offset);
    if (problem == std::errc{} && end == told.data() + told.size()) return offset;
    return fail({.kind = ErrorKind::invalid,
        .key = "query_value",
        .message = "offset is missing, or no number of bytes",
        .hint = "the parameters of each call are in /api/openapi.json",
        .details = {{"member", "offset"}}});
}

std::string upload_json(std::string_view id, const ExportUpload& upload)
{
    return json::serialize(json::object{{"id", id}, {"size", upload.size}, {"received", upload.received}});
}

std::string import_json(std::string_view id, const ExportHead& head)
{
    return json::serialize(json::object{{"id", id}, {"app", head.app}, {"version", json_text(head.version)},
        {"display_name", json_text(head.display_name)}, {"made_at", json_text(head.made_at)},
        {"furtka", json_text(head.furtka)}, {"architecture", json_text(head.architecture)}, {"data", head.data},
        {"secrets", to_text(head.secrets)}, {"needs_passphrase", head.kdf.has_value()}});
}

} // namespace furtka::api
