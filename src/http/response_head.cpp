#include "http/response_head.hpp"

#include "base/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace furtka::http {

namespace {

struct Phrase {
    int status;
    std::string_view text;
};

// RFC 9110, 15; RFC 6585
constexpr std::array phrases{Phrase{100, "Continue"}, Phrase{200, "OK"}, Phrase{201, "Created"}, Phrase{202, "Accepted"},
    Phrase{204, "No Content"}, Phrase{206, "Partial Content"}, Phrase{301, "Moved Permanently"}, Phrase{302, "Found"},
    Phrase{303, "See Other"}, Phrase{304, "Not Modified"}, Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"}, Phrase{400, "Bad Request"}, Phrase{401, "Unauthorized"}, Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"}, Phrase{405, "Method Not Allowed"}, Phrase{406, "Not Acceptable"},
    Phrase{408, "Request Timeout"}, Phrase{409, "Conflict"}, Phrase{410, "Gone"}, Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"}, Phrase{415, "Unsupported Media Type"}, Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"}, Phrase{426, "Upgrade Required"}, Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"}, Phrase{499, "Cancelled"}, Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"}, Phrase{502, "Bad Gateway"}, Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"}, Phrase{505, "HTTP Version Not Supported"}, Phrase{507, "Insufficient Storage"}};

bool is_servers_own(std::string_view name)
{
    constexpr std::array<std::string_view, 4> names{"content-length", "transfer-encoding", "connection", "date"};
    return std::ranges::any_of(names, [&](auto own) { return same_token(own, name); });
}

void append_clean(std::string& out, std::string_view text)
{
    std::ranges::transform(text, std::back_inserter(out), [](char c) { return is_control(c) ? ' ' : c; });
}

void append_field(std::string& out, std::string_view name, std::string_view value)
{
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
}

} // namespace

std::string_view reason_phrase(int status)
{
    const auto* const found = std::ranges::find(phrases, status, &Phrase::status);
    return found == phrases.end() ? "Status" : found->text;
}

std::string format_head(int status, const Headers& headers, const Framing& framing, std::string_view date)
{
    std::string head;
    head.reserve(512);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\nDate: {}\r\n", status, reason_phrase(status), date);
    for (const auto& [name, value] : headers.all()) {
        if (!is_servers_own(name)) append_field(head, name, value);
    }
    const bool bodyless = status == 204 || status == 304 || status < 200;
    if (framing.chunked) {
        head += "Transfer-Encoding: chunked\r\n";
    } else if (framing.length && !bodyless) {
        fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", *framing.length);
    }
    const bool offers_upgrade = headers.find("Upgrade").has_value(); // which Connection must name too (RFC 9110, 7.8)
    if (framing.close) {
        head += offers_upgrade ? "Connection: close, Upgrade\r\n" : "Connection: close\r\n";
    } else if (offers_upgrade) {
        head += "Connection: Upgrade\r\n";
    } else if (framing.http_1_0) {
        head += "Connection: keep-alive\r\n";
    }
    head += "\r\n";
    return head;
}

std::string_view DateText::at(std::time_t now)
{
    if (now == second_) return text_;
    second_ = now;
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    // Names of its own: those of the library follow the locale.
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    text_ = fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days.at(static_cast<std::size_t>(parts.tm_wday)),
        parts.tm_mday, months.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900, parts.tm_hour, parts.tm_min,
        parts.tm_sec);
    return text_;
}

} // namespace furtka::http
