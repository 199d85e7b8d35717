#include "cli/json_read.hpp"
#include "cli/permissions_text.hpp"
#include "cli/session.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

namespace json = boost::json;

std::vector<std::string> open_ids(const json::value& answer)
{
    std::vector<std::string> ids;
    for (const auto& permission : list_of(answer, "permissions")) {
        if (!flag_of(permission, "accepted")) ids.push_back(text_of(permission, "id"));
    }
    return ids;
}

std::string list_of_permissions(const std::string& name, const json::value& answer)
{
    const auto lines = permission_lines(list_of(answer, "permissions"));
    if (lines.empty()) return fmt::format("{} may do nothing that an ordinary container may not.\n", printable(name));
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    const auto open = open_ids(answer);
    if (open.empty()) return text;
    text += "\nNot accepted yet (--accept ID, or --accept-all):\n";
    for (const auto& id : open) text += fmt::format("  {}\n", printable(id));
    return text;
}

std::string accept_request(const std::vector<std::string>& ids)
{
    return json::serialize(json::object{{"accept", json::array(ids.begin(), ids.end())}});
}

} // namespace

Outcome app_permissions(Session& session, const Invocation& invocation)
{
    const auto& name = invocation.arguments.front();
    const auto target = app_target(name, "/permissions");
    TRY(auto body, session.daemon.get(target));
    TRY(auto answer, parse_object(body));
    auto ids = invocation.values("--accept");
    if (invocation.has("--accept-all")) ids = open_ids(answer);
    if (!ids.empty()) {
        TRY(body, session.daemon.post(target, accept_request(ids)));
        TRY(answer, parse_object(body));
    }
    session.console.out(invocation.has(json_switch) ? body + "\n" : list_of_permissions(name, answer));
    return 0;
}

} // namespace furtka::cli
