#include "support/fake_calls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace furtka::test {

std::string FakeCalls::calls() const
{
    std::string text;
    for (const auto& call : calls_) text += text.empty() ? call : "; " + call;
    return text;
}

void FakeCalls::fail(std::string call, Error error, int times)
{
    faults_.push_back({std::move(call), std::move(error), times});
}

void FakeCalls::hold(std::string call) { holds_.insert(std::move(call)); }

void FakeCalls::release(const std::string& call)
{
    holds_.erase(call);
    for (auto* timer : waiting_) timer->cancel();
}

void FakeCalls::stop_holding(const std::string& call)
{
    holds_.erase(call);
    waiting_.clear();
}

Task<Result<void>> FakeCalls::enter(std::string call)
{
    note(call);
    return look(std::move(call));
}

Task<Result<void>> FakeCalls::look(std::string call)
{
    while (is_held(call)) {
        boost::asio::steady_timer timer(
            co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
        waiting_.insert(&timer);
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        waiting_.erase(&timer);
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        if (state.cancelled() != boost::asio::cancellation_type::none) {
            co_return furtka::fail({.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"});
        }
    }
    if (auto fault = take_fault(call)) co_return furtka::fail(*std::move(fault));
    co_return Result<void>{};
}

std::optional<Error> FakeCalls::take_fault(const std::string& call)
{
    const auto fault = std::ranges::find_if(faults_, [&](const Fault& f) { return call.starts_with(f.call); });
    if (fault == faults_.end()) return std::nullopt;
    Error error = fault->error;
    if (fault->times != always && --fault->times == 0) faults_.erase(fault);
    return error;
}

bool FakeCalls::is_held(const std::string& call) const
{
    return std::ranges::any_of(holds_, [&](const std::string& held) { return call.starts_with(held); });
}

} // namespace furtka::test
