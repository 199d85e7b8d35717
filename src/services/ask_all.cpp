#include "services/ask_all.hpp"

#include "async/timeout.hpp"

namespace furtka {

Task<Result<void>> ask_all(Questions questions, std::size_t at_once)
{
    const auto answers = co_await run_bounded(std::move(questions), at_once);
    for (const auto& answer : answers) CO_CHECK(answer);
    co_return Result<void>{};
}

} // namespace furtka
