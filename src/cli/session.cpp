#include "cli/session.hpp"

#include "cli/json_read.hpp"
#include "cli/text.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace furtka::cli {
namespace {

// SSH_CONNECTION is `client port server port`.
std::string ssh_server(const std::string& connection)
{
    const auto port = connection.find(' ');
    const auto server = port == std::string::npos ? port : connection.find(' ', port + 1);
    if (server == std::string::npos) return "";
    const auto end = connection.find(' ', server + 1);
    return connection.substr(server + 1, end == std::string::npos ? end : end - server - 1);
}

std::string own_host(const Session& session)
{
    std::string host;
    if (!session.daemon.endpoint().unix_socket) {
        host = session.daemon.endpoint().host;
    } else {
        host = ssh_server(session.ssh_connection);
    }
    if (host.empty()) return "localhost";
    return host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
}

} // namespace

std::string app_target(std::string_view name, std::string_view rest)
{
    return fmt::format("/api/apps/{}{}", http::percent_encode(name), rest);
}

std::string open_link(const Session& session, const boost::json::value& app)
{
    auto link = text_of(app, "open_url");
    auto host = text_of(app, "open_host");
    if (host.empty()) host = own_host(session);
    constexpr std::string_view mark = "{host}";
    for (auto at = link.find(mark); at != std::string::npos; at = link.find(mark, at + host.size())) {
        link.replace(at, mark.size(), host);
    }
    return printable(link);
}

} // namespace furtka::cli
