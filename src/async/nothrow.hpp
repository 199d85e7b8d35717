// async/nothrow.hpp — the completion token of calls whose error is a value: `const auto [ec, size] = co_await …`.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace furtka {

inline constexpr auto nothrow = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace furtka
