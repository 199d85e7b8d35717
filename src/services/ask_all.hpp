// services/ask_all.hpp — questions to engine and registries side by side, within a bound.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace furtka {

using Questions = std::vector<std::function<Task<Result<void>>()>>;

/// Asks all of them, at most `at_once` at a time, and waits for every one. The first error in their order.
Task<Result<void>> ask_all(Questions questions, std::size_t at_once);

} // namespace furtka
