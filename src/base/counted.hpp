// base/counted.hpp — one of a bounded number of things, counted for as long as it lives.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace furtka {

/// The count is shared: what is counted may end after whoever bounds it.
class Counted {
public:
    explicit Counted(std::shared_ptr<std::size_t> count) : count_(std::move(count)) { ++*count_; }
    ~Counted() { --*count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::shared_ptr<std::size_t> count_;
};

} // namespace furtka
