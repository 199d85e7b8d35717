// http/connection_pool.hpp — the connections of a client: how many at once, and the idle ones.
#pragma once

#include "http/connect.hpp"

#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>

namespace furtka::http {

class ConnectionPool {
public:
    ConnectionPool(
        const boost::asio::any_io_executor& executor, Endpoint endpoint, std::size_t most, std::chrono::seconds keep_idle);

    /// The right to have a connection. Gives it back when it ends.
    class Slot {
    public:
        explicit Slot(std::shared_ptr<ConnectionPool> pool) : pool_(std::move(pool)) { }
        ~Slot()
        {
            if (pool_) pool_->release();
        }
        Slot(Slot&&) = default;
        Slot& operator=(Slot&&) = delete;

    private:
        std::shared_ptr<ConnectionPool> pool_;
    };

    /// Waits for its turn. timeout `time_limit` | cancelled
    static Task<Result<Slot>> wait_for_slot(std::shared_ptr<ConnectionPool> pool, Clock::time_point until);

    /// An idle connection the server has not closed, or none.
    std::unique_ptr<Wire> take_idle();
    void keep(std::unique_ptr<Wire> wire);
    void close_idle() { idle_.clear(); }

    Deadlines& deadlines() { return deadlines_; }
    const Endpoint& endpoint() const { return endpoint_; }

private:
    // Closes itself when its time is over.
    struct Idle final : Deadlines::Watched {
        Idle(ConnectionPool& owner, std::unique_ptr<Wire> connection);
        void on_deadline() override;

        ConnectionPool& pool;
        std::unique_ptr<Wire> wire;
        std::list<Idle>::iterator place;
    };
    struct Waiting {
        boost::asio::steady_timer turn;
        bool granted = false;
    };

    void release();

    Endpoint endpoint_;
    std::size_t most_;
    std::size_t used_ = 0;
    std::chrono::seconds keep_idle_;
    Deadlines deadlines_;
    std::list<Idle> idle_; // the freshest last
    std::list<Waiting*> waiting_;
};

} // namespace furtka::http
