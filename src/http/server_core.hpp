// http/server_core.hpp — what the connections of one server share.
#pragma once

#include "http/deadlines.hpp"
#include "http/response_head.hpp"
#include "http/server.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>
#include <unordered_set>
#include <vector>

namespace furtka::http {

class Session;

struct ServerCore {
    ServerCore(const boost::asio::any_io_executor& where, Handler what, ServerOptions how);

    /// A response made by the server itself.
    Response error_response(int status, std::string_view reason) const;

    void enter(Session& session) { sessions.insert(&session); }
    void leave(Session& session);

    boost::asio::any_io_executor executor;
    Handler handler;
    ServerOptions options;
    Deadlines deadlines;
    DateText date;
    std::shared_ptr<const TlsContext> tls; // none: no certificate yet
    std::unordered_set<Session*> sessions;
    std::list<Session*> handshakes; // of TLS that go on, the oldest first
    boost::asio::steady_timer all_gone; // cancelled when the last session leaves
    std::vector<char> scratch; // filled and used up between two waits, by any session
    std::size_t sockets = 0; // open WebSockets
    bool draining = false;
};

} // namespace furtka::http
