#include "http/listen.hpp"

#include "base/log.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <grp.h>
#include <memory>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace furtka::http {

namespace ip = boost::asio::ip;

namespace {

constexpr int backlog = 1024;
constexpr mode_t socket_mode = 0660;

// Closes the socket unless it is handed on.
class Holder {
public:
    explicit Holder(int socket) : socket_(socket) { }
    ~Holder()
    {
        if (socket_ >= 0) ::close(socket_);
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    int get() const { return socket_; }
    int release() { return std::exchange(socket_, -1); }

private:
    int socket_;
};

std::string why(int number) { return std::error_code(number, std::generic_category()).message(); }

std::unexpected<Error> bad_address(const std::string& address, std::string_view reason)
{
    return fail({.kind = ErrorKind::invalid,
        .key = "listen_address",
        .message = fmt::format("cannot listen on \"{}\": {}", address, reason),
        .hint = "write an IP address and a port, like 127.0.0.1:7000 or [::1]:7000"});
}

std::unexpected<Error> listen_error(const std::string& address, int number)
{
    if (number == EADDRINUSE) {
        return fail({.kind = ErrorKind::conflict,
            .key = "listen_in_use",
            .message = fmt::format("cannot listen on {}: the port is in use", address),
            .hint = "stop the program that has it, or choose another port"});
    }
    if (number == EACCES || number == EPERM) {
        return fail({.kind = ErrorKind::denied,
            .key = "listen_denied",
            .message = fmt::format("cannot listen on {}: {}", address, why(number)),
            .hint = "ports below 1024 need more rights; choose a higher one"});
    }
    return bad_address(address, why(number));
}

// `127.0.0.1:7000` or `[::1]:7000`; names are not looked up.
std::optional<ip::tcp::endpoint> parse_address(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    auto host = text.substr(0, colon);
    const auto port_text = text.substr(colon + 1);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);

    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (problem != std::errc{} || end != port_text.data() + port_text.size()) return std::nullopt;
    boost::system::error_code ec;
    const auto parsed = ip::make_address(std::string(host), ec);
    if (ec || parsed.is_v6() != bracketed) return std::nullopt;
    return ip::tcp::endpoint(parsed, port);
}

std::unexpected<Error> socket_error(const std::filesystem::path& path, int number)
{
    const bool denied = number == EACCES || number == EPERM || number == EROFS;
    return fail({.kind = denied ? ErrorKind::denied : ErrorKind::invalid,
        .key = denied ? "socket_denied" : "socket_path",
        .message = fmt::format("cannot make the socket {}: {}", path.string(), why(number)),
        .hint = "choose another path with --socket"});
}

std::unexpected<Error> in_use(const std::filesystem::path& path, std::string_view reason)
{
    return fail({.kind = ErrorKind::conflict,
        .key = "socket_in_use",
        .message = fmt::format("cannot make the socket {}: {}", path.string(), reason),
        .hint = "stop the other program, or choose another path with --socket"});
}

sockaddr_un socket_address(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

// Somebody answers, or the queue is full of callers.
bool is_live(const sockaddr_un& address)
{
    const Holder probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (probe.get() < 0) return true; // cannot be told, so it is left alone
    const int result = ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    return result == 0 || errno == EAGAIN;
}

Result<void> clear_place(const std::filesystem::path& path, const sockaddr_un& address)
{
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return {};
    if (!S_ISSOCK(found.st_mode)) return in_use(path, "something else has that name");
    if (is_live(address)) return in_use(path, "another program listens there");
    if (::unlink(path.c_str()) != 0) return socket_error(path, errno);
    return {};
}

// From the file itself: the C library's lookup loads every name service this machine has, for a group that is a local one.
std::optional<gid_t> group_id(const std::string& name)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen("/etc/group", "re"), std::fclose);
    if (!file) return std::nullopt;
    std::vector<char> buffer(std::size_t{64} * 1024);
    group entry{};
    group* found = nullptr;
    while (::fgetgrent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0) {
        if (name == entry.gr_name) return entry.gr_gid;
    }
    return std::nullopt;
}

void hand_to_group(const std::filesystem::path& path, const std::string& name)
{
    const auto id = group_id(name);
    if (!id) return;
    if (::lchown(path.c_str(), static_cast<uid_t>(-1), *id) != 0) {
        log::warning("socket keeps its group", {{"socket", path.string()}, {"group", name}, {"reason", why(errno)}});
    }
}

} // namespace

Result<TcpSocket> open_tcp(const std::string& address)
{
    const auto endpoint = parse_address(address);
    if (!endpoint) return bad_address(address, "it is not an IP address with a port");

    Holder holder(::socket(endpoint->protocol().family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (holder.get() < 0) return listen_error(address, errno);
    const int on = 1;
    ::setsockopt(holder.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (endpoint->address().is_v6()) ::setsockopt(holder.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (::bind(holder.get(), endpoint->data(), static_cast<socklen_t>(endpoint->size())) != 0)
        return listen_error(address, errno);
    if (::listen(holder.get(), backlog) != 0) return listen_error(address, errno);

    ip::tcp::endpoint bound = *endpoint;
    auto size = static_cast<socklen_t>(bound.capacity());
    if (::getsockname(holder.get(), bound.data(), &size) != 0) return listen_error(address, errno);
    return TcpSocket{.socket = holder.release(), .port = bound.port()};
}

Result<int> open_unix(const std::filesystem::path& path, const std::optional<std::string>& group)
{
    if (path.string().size() >= sizeof(sockaddr_un{}.sun_path)) return socket_error(path, ENAMETOOLONG);
    const auto address = socket_address(path.string());
    CHECK(clear_place(path, address));

    Holder holder(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (holder.get() < 0) return socket_error(path, errno);
    if (::bind(holder.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        return errno == EADDRINUSE ? in_use(path, "another program listens there") : socket_error(path, errno);
    }
    // Nobody can connect before listen, so nobody sees the socket with a wider mode.
    if (group) hand_to_group(path, *group);
    if (::chmod(path.c_str(), socket_mode) != 0 || ::listen(holder.get(), backlog) != 0) {
        const auto error = socket_error(path, errno);
        ::unlink(path.c_str());
        return error;
    }
    return holder.release();
}

int accept_socket(int listening) { return ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK); }

Peer peer_of(int socket, bool unix_socket)
{
    Peer peer{.unix_socket = unix_socket};
    if (unix_socket) {
        ucred credentials{};
        socklen_t size = sizeof(credentials);
        if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0) {
            peer.uid = credentials.uid;
            peer.gid = credentials.gid;
        }
        return peer;
    }
    ip::tcp::endpoint endpoint;
    auto size = static_cast<socklen_t>(endpoint.capacity());
    if (::getpeername(socket, endpoint.data(), &size) == 0) {
        endpoint.resize(size);
        peer.address = endpoint.address().to_string();
    }
    return peer;
}

void set_no_delay(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

} // namespace furtka::http
