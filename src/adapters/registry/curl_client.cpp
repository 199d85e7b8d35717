#include "adapters/registry/curl_client.hpp"

#include "adapters/registry/transfer.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace furtka::registry {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds idle_limit{30};
constexpr long most_kept_connections = 8;

using TransferPtr = std::shared_ptr<Transfer>;

Error cancelled_error() { return {.kind = ErrorKind::cancelled, .key = "cancelled", .message = "cancelled"}; }

Error refused_error()
{
    return {.kind = ErrorKind::unavailable, .key = "connect", .message = "libcurl refuses the request"};
}

} // namespace

/// The thread and what it shares with the loop.
class CurlClient::Worker {
public:
    ~Worker() { stop(); }

    void add(TransferPtr transfer)
    {
        const std::scoped_lock lock(mutex_);
        incoming_.push_back(std::move(transfer));
        if (running_) {
            wake_locked();
            return;
        }
        if (thread_.joinable()) thread_.join(); // it has left its last use of the mutex
        running_ = true;
        thread_ = std::thread([this] { drive(); });
    }

    void wake()
    {
        const std::scoped_lock lock(mutex_);
        wake_locked();
    }

    /// Ends the thread and drops what was under way: the loop that waits for it is going away too.
    void stop()
    {
        {
            const std::scoped_lock lock(mutex_);
            stopping_ = true;
            wake_locked();
        }
        if (thread_.joinable()) thread_.join();
        // Dropping a request drops the task that waits for it, and with it another owner of this worker: not from a member.
        const auto dropped = std::exchange(active_, {});
        const auto never_begun = std::exchange(incoming_, {});
    }

private:
    void wake_locked()
    {
        if (multi_) curl_->multi_wakeup(multi_);
    }

    void drive()
    {
        const auto curl = CurlLibrary::get();
        if (!curl) {
            refuse_all(curl.error());
            return;
        }
        while (run_until_idle(**curl)) { }
    }

    void refuse_all(const Error& error)
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& transfer : incoming_) transfer->finish(error);
        incoming_.clear();
        running_ = false;
    }

    /// True: a request came while the connections were being closed.
    bool run_until_idle(const CurlLibrary& curl)
    {
        CURLM* multi = curl.multi_init();
        curl.multi_setopt(multi, CURLMOPT_MAXCONNECTS, most_kept_connections);
        publish(&curl, multi);
        auto idle_since = std::chrono::steady_clock::now();
        while (!is_stopping()) {
            const bool took = take_incoming(curl, multi);
            drop_cancelled(curl, multi);
            int busy = 0;
            curl.multi_perform(multi, &busy);
            finish_done(curl, multi);
            const auto now = std::chrono::steady_clock::now();
            if (took || !active_.empty()) idle_since = now;
            if (now - idle_since >= idle_limit) break;
            const auto wait = active_.empty() ? std::chrono::milliseconds(idle_limit) : std::chrono::milliseconds(1000);
            curl.multi_poll(multi, nullptr, 0, static_cast<int>(wait.count()), nullptr);
        }
        publish(nullptr, nullptr);
        for (const auto& transfer : active_) curl.multi_remove_handle(multi, transfer->handle());
        curl.multi_cleanup(multi);
        return !ended();
    }

    void publish(const CurlLibrary* curl, CURLM* multi)
    {
        const std::scoped_lock lock(mutex_);
        curl_ = curl;
        multi_ = multi;
    }

    bool is_stopping()
    {
        const std::scoped_lock lock(mutex_);
        return stopping_;
    }

    bool ended()
    {
        const std::scoped_lock lock(mutex_);
        if (!stopping_ && !incoming_.empty()) return false;
        running_ = false;
        return true;
    }

    bool take_incoming(const CurlLibrary& curl, CURLM* multi)
    {
        std::deque<TransferPtr> taken;
        {
            const std::scoped_lock lock(mutex_);
            taken.swap(incoming_);
        }
        for (auto& transfer : taken) {
            if (transfer->prepare(curl) && curl.multi_add_handle(multi, transfer->handle()) == CURLM_OK) {
                active_.push_back(std::move(transfer));
            } else {
                transfer->finish(refused_error());
            }
        }
        return !taken.empty();
    }

    void drop_cancelled(const CurlLibrary& curl, CURLM* multi)
    {
        std::erase_if(active_, [&](const TransferPtr& transfer) {
            if (!transfer->cancelled) return false;
            curl.multi_remove_handle(multi, transfer->handle());
            transfer->finish(cancelled_error());
            return true;
        });
    }

    void finish_done(const CurlLibrary& curl, CURLM* multi)
    {
        int left = 0;
        while (const CURLMsg* message = curl.multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            CURL* handle = message->easy_handle;
            const CURLcode code = message->data.result; // the message goes with the handle
            curl.multi_remove_handle(multi, handle);
            std::erase_if(active_, [&](const TransferPtr& transfer) {
                if (transfer->handle() != handle) return false;
                transfer->finish(code);
                return true;
            });
        }
    }

    std::mutex mutex_;
    std::deque<TransferPtr> incoming_;
    const CurlLibrary* curl_ = nullptr;
    CURLM* multi_ = nullptr; ///< for waking; the thread's own otherwise
    bool running_ = false;
    bool stopping_ = false;
    std::thread thread_;
    std::vector<TransferPtr> active_; ///< the thread's own
};

CurlClient::CurlClient() : worker_(std::make_shared<Worker>()) { }

CurlClient::~CurlClient() { worker_->stop(); }

Task<Result<WebAnswer>> CurlClient::send(WebRequest request)
{
    auto initiate = [](auto handler, std::shared_ptr<Worker> worker, WebRequest wanted) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        // Tracked: the loop has something to wait for while the thread works.
        auto home = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work_t::tracked);
        auto done = [home, handler = std::move(handler)](Result<WebAnswer> outcome) mutable {
            asio::post(home, [handler = std::move(handler), outcome = std::move(outcome)]() mutable {
                std::move(handler)(std::move(outcome));
            });
        };
        auto transfer = std::make_shared<Transfer>(std::move(wanted), std::move(done));
        if (slot.is_connected()) {
            slot.assign([worker, weak = std::weak_ptr(transfer)](asio::cancellation_type) {
                const auto found = weak.lock();
                if (!found) return;
                found->cancelled = true;
                worker->wake();
            });
        }
        worker->add(std::move(transfer));
    };
    auto result = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<WebAnswer>)>(
        initiate, asio::use_awaitable, worker_, std::move(request));
    co_return result;
}

} // namespace furtka::registry
