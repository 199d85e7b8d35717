// http/deadlines.hpp — one timer for the limits of many connections.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <map>
#include <memory>

namespace furtka::http {

using Clock = std::chrono::steady_clock;

class Deadlines {
    struct Queue;

public:
    /// Has at most one deadline at a time. May outlive its Deadlines: then nothing happens any more.
    class Watched {
    public:
        explicit Watched(Deadlines& deadlines);
        virtual ~Watched();
        Watched(const Watched&) = delete;
        Watched& operator=(const Watched&) = delete;

        void set_deadline(Clock::time_point when); ///< replaces the one set before
        void clear_deadline();

    protected:
        /// The deadline has passed; it is cleared.
        virtual void on_deadline() = 0;

    private:
        friend struct Queue;
        using Entries = std::multimap<Clock::time_point, Watched*>;

        std::shared_ptr<Queue> queue_;
        Entries::iterator place_;
        Entries::node_type spare_; // the entry while no deadline is set, so that setting one does not allocate
        bool set_ = false;
    };

    explicit Deadlines(const boost::asio::any_io_executor& executor);
    ~Deadlines();
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

private:
    std::shared_ptr<Queue> queue_;
};

} // namespace furtka::http
