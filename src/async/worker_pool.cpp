#include "async/worker_pool.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <mutex>

namespace furtka {

namespace asio = boost::asio;

struct WorkerPool::Impl {
    explicit Impl(std::size_t count) : threads(count) { }

    asio::thread_pool& started()
    {
        std::call_once(once, [this] { pool = std::make_unique<asio::thread_pool>(threads); });
        return *pool;
    }

    std::size_t threads;
    std::once_flag once;
    std::unique_ptr<asio::thread_pool> pool;
};

namespace {

std::exception_ptr problem_of(std::function<void()>& work)
{
    try {
        work();
        return nullptr;
    } catch (...) {
        return std::current_exception();
    }
}

// Work on its way through a worker. `home` is tracked: the caller's loop has something to wait for meanwhile.
template <class Home, class Handler>
struct Errand {
    std::optional<Home> home;
    Handler handler;
    std::function<void()> work;

    void run()
    {
        auto problem = problem_of(work);
        work = nullptr; // what the work holds ends on the worker
        // The caller goes on only once this thread has let go of its loop, for the caller may end the loop next.
        auto let_go = std::make_shared<std::mutex>();
        const std::lock_guard hold(*let_go);
        asio::post(*home, [let_go, problem, resume = std::move(handler)]() mutable {
            let_go->lock();
            let_go->unlock();
            std::move(resume)(problem);
        });
        home.reset();
    }
};

} // namespace

WorkerPool::WorkerPool(std::size_t threads) : impl_(std::make_unique<Impl>(threads)) { }

WorkerPool::~WorkerPool()
{
    if (impl_->pool) impl_->pool->join();
}

Task<void> WorkerPool::run_erased(std::function<void()> work, std::shared_ptr<std::atomic<bool>> cancelled)
{
    const asio::any_io_executor loop = co_await asio::this_coro::executor;
    auto home = asio::prefer(loop, asio::execution::outstanding_work_t::tracked);
    auto initiate = [](auto handler, asio::thread_pool* pool, decltype(home) caller, std::function<void()> job,
                        std::shared_ptr<std::atomic<bool>> flag) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (flag && slot.is_connected()) slot.assign([flag](asio::cancellation_type) { *flag = true; });
        using Job = Errand<decltype(caller), decltype(handler)>;
        asio::post(*pool, [errand = Job{std::move(caller), std::move(handler), std::move(job)}]() mutable { errand.run(); });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(
        initiate, asio::use_awaitable, &impl_->started(), std::move(home), std::move(work), std::move(cancelled));
}

} // namespace furtka
