// http/session.hpp — one connection of the server: requests in, responses out, one after the other.
#pragma once

#include "http/handshake.hpp"
#include "http/request_reader.hpp"
#include "http/server_core.hpp"
#include "http/socket_driver.hpp"
#include "http/wire.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>

namespace furtka::http {

class Session final : public std::enable_shared_from_this<Session> {
public:
    /// Owns `socket`.
    Session(std::shared_ptr<ServerCore> core, int socket, Peer peer);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Serves the connection until it ends; the session keeps itself alive meanwhile.
    void start();

    /// The server stops: an idle connection is closed, a stream is told to end, a busy one finishes.
    void drain();
    /// Ends everything, the handler too.
    void cut();

private:
    friend class StreamWriter;

    // A request and how its answer is to be framed. On the heap: what a coroutine holds while it waits costs memory for each
    // connection, so frames have pointers instead of requests.
    struct Incoming {
        Request request;
        std::unique_ptr<AccessRecord> record; // only for an access log
        std::unique_ptr<Handshake> handshake; // only when an upgrade is asked for
        bool keep_alive = false;
        bool head = false;
        bool http_1_0 = false;
    };

    // How a response goes out.
    struct Outgoing {
        bool close = false;
        bool head = false;
        bool http_1_0 = false;
        Clock::time_point begin;
        std::size_t body_bytes = 0; // sent
    };

    Task<void> serve();
    /// Finds out whether the client speaks TLS, and agrees with it. False: the connection has ended.
    Task<bool> find_transport();
    Task<bool> shake_hands();

    Task<std::unique_ptr<Incoming>> next_request();
    Task<void> read_request(std::unique_ptr<RequestReader>& reader);
    Task<ErrorCode> fill(std::unique_ptr<RequestReader>& reader);
    void feed(std::unique_ptr<RequestReader>& reader, std::string_view bytes);
    std::unique_ptr<Incoming> take(std::unique_ptr<RequestReader> reader);
    Task<void> refuse(int status, std::string_view reason);
    Task<void> linger();

    Task<Response> call_handler(Request request);
    Task<bool> answer(std::unique_ptr<Incoming> incoming);
    Task<bool> send(const Response& response, Outgoing& outgoing);
    Task<bool> send_whole(const Response& response, std::string_view body, Outgoing& outgoing);
    Task<bool> send_stream(const StreamBody& body, Outgoing& outgoing);
    Task<bool> open_stream(const Response& response, Outgoing& outgoing);
    /// The status that it came to.
    Task<int> serve_socket(const SocketBody& body, std::unique_ptr<Handshake> handshake, Outgoing& outgoing);
    Task<bool> run_socket(const SocketBody& body, std::string key);
    Task<int> refuse_socket(int status, std::string_view reason, Outgoing& outgoing);
    void log_access(AccessRecord& record, int status, const Outgoing& outgoing) const;
    /// At once if the socket takes it, else with the patience of `write_time`.
    Task<bool> write(std::span<const std::string_view> pieces);

    std::shared_ptr<ServerCore> core_;
    Wire wire_;
    Peer peer_;
    SocketDriver* socket_ = nullptr; // while the connection is a WebSocket
    std::string rest_; // bytes that came and are not used up
    boost::asio::cancellation_signal cut_;
    bool idle_ = true; // between two requests
    bool gone_ = false; // the client has left, or is to be left
};

} // namespace furtka::http
