#include "async/notice.hpp"

#include "async/timeout.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace furtka {
namespace asio = boost::asio;

namespace {

Task<Result<void>> waited(Notice& notice)
{
    co_await notice.wait();
    co_return Result<void>{};
}

} // namespace

struct Notice::Timer {
    explicit Timer(const asio::any_io_executor& executor) : timer(executor, asio::steady_timer::time_point::max()) { }
    asio::steady_timer timer;
};

Notice::Notice(const asio::any_io_executor& executor) : timer_(std::make_shared<Timer>(executor)) { }

Notice::~Notice() = default;

void Notice::notify() { timer_->timer.cancel(); }

Task<void> Notice::wait()
{
    const auto kept = timer_; // the notice may be gone when the wait ends
    boost::system::error_code woken;
    co_await kept->timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    // A cancelled timer looks the same for `notify` and for a cancelled task; the task's own state tells them apart.
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
}

Task<void> Notice::wait(std::chrono::milliseconds limit)
{
    [[maybe_unused]] const auto notified = co_await with_timeout(waited(*this), limit, "a notice");
}

} // namespace furtka
