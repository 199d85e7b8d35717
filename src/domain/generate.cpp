#include "base/base64.hpp"
#include "domain/settings.hpp"

#include <fmt/format.h>

#include <charconv>

namespace furtka {
namespace {

constexpr std::size_t most_random_bytes = 256;
constexpr std::size_t uuid_bytes = 16;

/// 1 to 256, or 0.
std::size_t byte_count(std::string_view text)
{
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && count <= most_random_bytes ? count : 0;
}

std::string uuid(std::string bytes)
{
    bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0fU) | 0x40U);
    bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3fU) | 0x80U);
    std::string text = hex_encode(bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

} // namespace

Result<GenerateRule> parse_generate_rule(std::string_view text)
{
    using Form = GenerateRule::Form;
    if (text == "uuid") return GenerateRule{.form = Form::uuid, .bytes = uuid_bytes};
    const auto colon = text.find(':');
    const auto word = text.substr(0, colon);
    const auto count = colon == std::string_view::npos ? 0 : byte_count(text.substr(colon + 1));
    if (count > 0 && word == "hex") return GenerateRule{.form = Form::hex, .bytes = count};
    if (count > 0 && word == "base64") return GenerateRule{.form = Form::base64, .bytes = count};
    return fail({.kind = ErrorKind::invalid,
        .key = "manifest_generate",
        .message = "generate is not hex:N, base64:N or uuid",
        .hint = fmt::format("write hex:32, base64:32 or uuid; N is 1 to {} random bytes", most_random_bytes)});
}

std::string generated_value(const GenerateRule& rule, std::string_view random_bytes)
{
    std::string bytes(random_bytes.substr(0, rule.bytes));
    bytes.resize(rule.bytes, '\0');
    switch (rule.form) {
    case GenerateRule::Form::hex: return hex_encode(bytes);
    case GenerateRule::Form::base64: {
        auto text = base64_encode(bytes, Base64::url_safe);
        text.resize(text.find_last_not_of('=') + 1);
        return text;
    }
    case GenerateRule::Form::uuid: return uuid(std::move(bytes));
    }
    return {};
}

} // namespace furtka
