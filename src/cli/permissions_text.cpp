#include "cli/permissions_text.hpp"

#include "cli/json_read.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::string_view word_of(std::string_view severity)
{
    if (severity == "red") return "CONTROLS THE SERVER";
    if (severity == "amber") return "unusual";
    return "";
}

std::string line_of(const json::value& permission)
{
    const auto word = word_of(text_of(permission, "severity"));
    return printable(fmt::format(
        "{}{}{}: {}", word, word.empty() ? "" : " — ", text_of(permission, "service"), text_of(permission, "sentence")));
}

} // namespace

std::vector<std::string> permission_lines(const json::array& permissions)
{
    std::vector<std::string> lines;
    for (const auto* severity : {"red", "amber", "plain"}) {
        for (const auto& permission : permissions) {
            if (text_of(permission, "severity") == severity) lines.push_back(line_of(permission));
        }
    }
    return lines;
}

std::vector<std::string> ids_to_accept(const json::value& plan, const std::vector<std::string>& given)
{
    std::vector<std::string> ids;
    for (const auto& permission : list_of(plan, "permissions")) {
        auto id = text_of(permission, "id");
        const bool asked = flag_of(permission, "needs_acceptance");
        if (asked && std::ranges::find(given, id) == given.end()) ids.push_back(std::move(id));
    }
    return ids;
}

Result<std::vector<std::string>> accepted_ids(Session& session, const Invocation& invocation, const json::value& plan)
{
    auto given = invocation.values("--accept");
    const auto asked = ids_to_accept(plan, given);
    if (asked.empty()) return given;
    const bool all = invocation.has("--accept-all");
    if (!all && (!can_ask(session.console) || invocation.has(json_switch))) return given;
    if (!all) {
        session.console.err(fmt::format("{} asks for:\n", printable(text_of(plan, "display_name"))));
        for (const auto& permission : list_of(plan, "permissions")) {
            if (std::ranges::find(asked, text_of(permission, "id")) == asked.end()) continue;
            session.console.err(fmt::format("  {}\n", line_of(permission)));
        }
        const auto answer = session.console.ask("Allow all of this? Type yes to go on: ", Echo::yes);
        if (!answer || *answer != "yes") {
            return fail({.kind = ErrorKind::cancelled,
                .key = "not_confirmed",
                .message = "nothing was changed",
                .hint = "install only what you trust that far"});
        }
    }
    given.insert(given.end(), asked.begin(), asked.end());
    return given;
}

Error with_accept_hint(Error error)
{
    if (error.key != "permissions_not_accepted") return error;
    error.hint = "look with --plan; accept with --accept ID for each, or --accept-all";
    return error;
}

} // namespace furtka::cli
