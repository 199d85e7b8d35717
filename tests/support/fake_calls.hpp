// support/fake_calls.hpp — what every fake has: a record of the calls that change something, faults, and calls that hang.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace furtka::test {

/// A call is named by its verb and its subject, `up blog`. Faults and holds match a call by its start: `up` is every `up`.
class FakeCalls {
public:
    static constexpr int always = -1;

    /// `up blog; down blog`
    std::string calls() const;
    void forget_calls() { calls_.clear(); }

    /// The next `times` matching calls fail with `error`, after they were recorded and before they do anything.
    void fail(std::string call, Error error, int times = 1);
    /// Matching calls wait until `release` or until they are cancelled.
    void hold(std::string call);
    void release(const std::string& call);
    /// Further calls do not wait; those that wait stay so for ever, as the calls of a daemon that was killed.
    void stop_holding(const std::string& call);
    /// How many calls wait.
    std::size_t held() const { return waiting_.size(); }

protected:
    /// Records the call, waits while it is held, and says whether it fails.
    Task<Result<void>> enter(std::string call);
    /// A look: waits and fails like any call, but is not recorded.
    Task<Result<void>> look(std::string call);
    void note(std::string call) { calls_.push_back(std::move(call)); }
    std::optional<Error> take_fault(const std::string& call);

private:
    struct Fault {
        std::string call;
        Error error;
        int times = 1;
    };
    bool is_held(const std::string& call) const;

    std::vector<std::string> calls_;
    std::vector<Fault> faults_;
    std::set<std::string> holds_;
    std::set<boost::asio::steady_timer*> waiting_;
};

} // namespace furtka::test
