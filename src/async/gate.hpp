// async/gate.hpp — lets a bounded number of tasks in at a time, in the order they came.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace furtka {

/// Used on one loop thread. Passes may outlive the gate.
class Gate {
    struct State;
    struct Waiter;

public:
    /// The right to be inside; its end lets the next one in.
    class Pass {
    public:
        Pass() = default; ///< of no gate
        Pass(Pass&& other) noexcept = default;
        Pass& operator=(Pass&& other) noexcept
        {
            std::swap(state_, other.state_);
            return *this;
        }
        ~Pass();

    private:
        friend class Gate;
        explicit Pass(std::shared_ptr<State> state) : state_(std::move(state)) { }
        std::shared_ptr<State> state_;
    };

    explicit Gate(std::size_t at_once);

    /// Waits for its turn, however long: the work inside is what has a time limit. cancelled: before it was let in.
    Task<Result<Pass>> enter();

private:
    // The state is an argument: the gate may end while a task waits.
    static Task<Result<Pass>> wait(std::shared_ptr<State> state);

    std::shared_ptr<State> state_;
};

/// A gate for each name, of which a bounded number is remembered: past that all are forgotten, and those inside keep their
/// passes.
class NamedGates {
public:
    NamedGates(std::size_t at_once, std::size_t most) : at_once_(at_once), most_(most) { }

    Gate& of(const std::string& name)
    {
        if (gates_.size() >= most_ && !gates_.contains(name)) gates_.clear();
        return gates_.try_emplace(name, at_once_).first->second;
    }

private:
    std::size_t at_once_;
    std::size_t most_;
    std::map<std::string, Gate> gates_;
};

} // namespace furtka
