#include "api/session_reply.hpp"

#include "api/credentials.hpp"
#include "api/messages_access.hpp"
#include "api/reply.hpp"

namespace furtka::api {

Origin origin_of(const http::Request& request)
{
    return {.address = origin_text(request.peer), .agent = std::string(request.headers.find("User-Agent").value_or(""))};
}

http::Response session_reply(const Call& call, const std::string& secret, const std::string& user)
{
    auto& book = call.api.services.access.book;
    const auto caller = book.by_session(secret);
    return with_session(
        call, secret, session_json({.caller = caller, .user = book.find_user(user), .owner = book.has_owner()}));
}

http::Response with_session(const Call& call, const std::string& secret, std::string body)
{
    auto response = json_reply(200, std::move(body));
    response.headers.add("Set-Cookie", cookie_for(secret, call.request.peer));
    return response;
}

} // namespace furtka::api
