#include "adapters/net/linux_names.hpp"

#include "async/nothrow.hpp"
#include "async/timeout.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace furtka {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_addresses = 64;
constexpr auto settle = 3s; // a cable that is plugged in gives several addresses, one after the other
constexpr auto longest_wait = 24h * 365;
constexpr std::array<std::string_view, 8> prefixes{"docker", "br-", "veth", "virbr", "vnet", "cni", "podman", "lxc"};

std::string host_name()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    return name.data();
}

std::string text_of(const sockaddr* address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = nullptr;
    if (address->sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    if (address->sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    if (bytes == nullptr || ::inet_ntop(address->sa_family, bytes, text.data(), text.size()) == nullptr) return {};
    return text.data();
}

OwnedFd open_news()
{
    OwnedFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (!socket || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) return {};
    return socket;
}

// What it says does not count: the addresses are read again.
void drop_all(int socket)
{
    std::array<char, 8192> bytes;
    while (::recv(socket, bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) { }
}

} // namespace

bool is_of_containers(std::string_view interface)
{
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return interface.starts_with(prefix); });
}

LinuxNames::LinuxNames(asio::any_io_executor executor) : executor_(std::move(executor)) { }

ServerNames LinuxNames::now()
{
    ServerNames names{.host = host_name(), .addresses = {}};
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return names;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> holder(list, ::freeifaddrs);
    for (const auto* one = list; one != nullptr && names.addresses.size() < most_addresses; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0 || is_of_containers(one->ifa_name)) continue;
        if (auto text = text_of(one->ifa_addr); !text.empty()) names.addresses.push_back(std::move(text));
    }
    std::ranges::sort(names.addresses);
    return names;
}

Task<void> LinuxNames::changed()
{
    if (!news_) {
        auto socket = open_news();
        if (!socket) {
            [[maybe_unused]] const auto slept = co_await sleep_for(longest_wait);
            co_return;
        }
        news_ = std::make_unique<asio::posix::stream_descriptor>(executor_, socket.release());
    }
    const auto [ec] = co_await news_->async_wait(asio::posix::stream_descriptor::wait_read, nothrow);
    if (ec) co_return;
    [[maybe_unused]] const auto slept = co_await sleep_for(settle);
    drop_all(news_->native_handle());
}

} // namespace furtka
