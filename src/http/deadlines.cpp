#include "http/deadlines.hpp"

#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace furtka::http {

// The timer fires at the earliest deadline known when it was armed. A deadline that moves later leaves it alone: on firing,
// the timer finds nothing due and is armed again.
struct Deadlines::Queue : std::enable_shared_from_this<Queue> {
    explicit Queue(const boost::asio::any_io_executor& executor) : timer(executor) { }

    void arm()
    {
        if (entries.empty()) {
            // An idle client leaves nothing behind that would keep a loop running.
            if (std::exchange(armed, Clock::time_point::max()) != Clock::time_point::max()) timer.cancel();
            return;
        }
        if (entries.begin()->first >= armed) return;
        armed = entries.begin()->first;
        timer.expires_at(armed);
        timer.async_wait([weak = weak_from_this()](boost::system::error_code ec) {
            const auto self = weak.lock();
            if (self && !ec) self->fire();
        });
    }

    void fire()
    {
        const auto now = Clock::now();
        while (!entries.empty() && entries.begin()->first <= now) {
            auto* due = entries.begin()->second;
            due->clear_deadline();
            due->on_deadline();
        }
        armed = Clock::time_point::max();
        arm();
    }

    Watched::Entries entries;
    boost::asio::steady_timer timer;
    Clock::time_point armed = Clock::time_point::max();
};

Deadlines::Deadlines(const boost::asio::any_io_executor& executor) : queue_(std::make_shared<Queue>(executor)) { }

Deadlines::~Deadlines() { queue_->timer.cancel(); }

Deadlines::Watched::Watched(Deadlines& deadlines) : queue_(deadlines.queue_) { }

Deadlines::Watched::~Watched() { clear_deadline(); }

void Deadlines::Watched::set_deadline(Clock::time_point when)
{
    if (set_) spare_ = queue_->entries.extract(place_);
    if (spare_.empty()) {
        place_ = queue_->entries.emplace(when, this);
    } else {
        spare_.key() = when;
        place_ = queue_->entries.insert(std::move(spare_));
    }
    set_ = true;
    queue_->arm();
}

void Deadlines::Watched::clear_deadline()
{
    if (!std::exchange(set_, false)) return;
    spare_ = queue_->entries.extract(place_);
    queue_->arm();
}

} // namespace furtka::http
