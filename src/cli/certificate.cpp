#include "cli/exit_code.hpp"
#include "cli/json_read.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string fact_line(std::string_view name, std::string_view value)
{
    return fmt::format("{:<11}  {}\n", name, printable(value));
}

std::string spaced(const std::vector<std::string>& list) { return fmt::format("{}", fmt::join(list, " ")); }

std::string certificate_text(const json::value& answer)
{
    if (text_of(answer, "source") == "none") {
        return "No HTTPS is served.\n"
               "It is when Furtka listens beyond this machine (--listen), or everywhere with --tls always.\n";
    }
    std::string text;
    const auto& certificate = member(answer, "certificate");
    const bool own = text_of(answer, "source") == "own";
    text += fact_line("certificate", text_of(certificate, "name") + (own ? ", made by Furtka" : ", of your own"));
    text += fact_line("for", spaced(texts_of(certificate, "names")));
    text += fact_line("until", short_time(text_of(certificate, "until")));
    text += fact_line("fingerprint", text_of(certificate, "fingerprint"));
    if (const auto& authority = member(answer, "authority"); authority.is_object()) {
        text += fact_line("authority", text_of(authority, "name"));
        text += fact_line("until", short_time(text_of(authority, "until")));
        text += fact_line("fingerprint", text_of(authority, "fingerprint"));
    } else {
        text += fact_line("trusted", flag_of(answer, "trusted") ? "by every device" : "by devices that were told of it");
    }
    if (const auto left_out = texts_of(answer, "left_out"); !left_out.empty())
        text += fact_line("not for", spaced(left_out));
    if (const auto& problem = member(answer, "problem"); problem.is_object())
        text += fact_line("problem", text_of(problem, "detail"));
    return text;
}

} // namespace

Outcome certificate_show(Session& session, const Invocation& invocation)
{
    TRY(const auto body, session.daemon.get("/api/certificates"));
    TRY(const auto answer, parse_object(body));
    session.console.out(invocation.has(json_switch) ? body + "\n" : certificate_text(answer));
    return exit_done;
}

Outcome certificate_get(Session& session, const Invocation& /*invocation*/)
{
    TRY(const auto pem, session.daemon.get("/ca.crt"));
    session.console.out(pem);
    return exit_done;
}

} // namespace furtka::cli
