#include "cli/diagnosis_text.hpp"

#include "cli/json_read.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

namespace json = boost::json;

/// What to type instead of pressing the button.
std::string fix_text(const json::value& fix)
{
    const auto action = text_of(fix, "action");
    const auto target = printable(text_of(fix, "target"));
    if (action == "start" || action == "restart" || action == "stop" || action == "settings") {
        return fmt::format("furtka app {} {}", action, target);
    }
    if (action == "reinstall") return "furtka app install " + target;
    if (action == "log_in") return "furtka registry login " + target;
    return printable(fmt::format("{} ({})", text_of(fix, "label"), target));
}

} // namespace

std::string diagnosis_text(Session& session, const std::string& app)
{
    const auto body = session.daemon.get(app_target(app, "/diagnosis"));
    if (!body) return {};
    const auto answer = parse_object(*body);
    if (!answer) return {};
    std::string text;
    for (const auto& cause : list_of(*answer, "causes")) {
        text += fmt::format("{} {}\n", padded("Why:", 15), printable(text_of(cause, "cause")));
        for (const auto& line : texts_of(cause, "evidence")) text += fmt::format("{} {}\n", padded("", 15), printable(line));
        if (const auto& fix = member(cause, "fix"); fix.is_object())
            text += fmt::format("{} {}\n", padded("Mend it with:", 15), fix_text(fix));
    }
    return text;
}

} // namespace furtka::cli
