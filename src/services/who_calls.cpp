#include "services/who_calls.hpp"

namespace furtka {

Result<Caller> WhoCalls::over_network(std::optional<std::string_view> token, std::optional<std::string_view> session)
{
    if (token) return book_.by_token(*token);
    if (session) {
        auto caller = book_.by_session(*session);
        if (caller.kind != Caller::Kind::nobody) return caller;
    }
    return book_.is_open() ? open_caller() : Caller{};
}

Task<Result<Caller>> WhoCalls::over_socket(std::optional<std::uint32_t> uid, std::optional<std::uint32_t> gid)
{
    SocketUser user;
    if (uid && gid) user = co_await sockets_.find(*uid, *gid);
    if (user.acts_as_owner) co_return socket_caller(std::move(user.name));
    co_return fail({.kind = ErrorKind::denied,
        .key = "socket_peer",
        .message = "only root, the daemon's own user and members of the group furtka may use this socket",
        .hint = "have yourself added to the group furtka, and log in again"});
}

} // namespace furtka
