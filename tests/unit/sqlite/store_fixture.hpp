// A job store in a folder of its own, opened and closed as a daemon does.
#pragma once

#include "adapters/sqlite/sqlite_job_store.hpp"
#include "support/run.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace furtka::test {

inline Job running_job(JobId id, const std::string& app = "blog")
{
    return {.id = id, .kind = JobKind::update, .app = app, .state = JobState::running};
}

inline Job done_job(JobId id) { return {.id = id, .kind = JobKind::install, .app = "blog", .state = JobState::done}; }

class StoreTest : public testing::Test {
protected:
    void open(const std::filesystem::path& state)
    {
        auto opened = SqliteJobStore::open(state, pool);
        ASSERT_TRUE(opened) << opened.error().message;
        store = *std::move(opened);
    }
    void reopen()
    {
        store.reset();
        open(folder.path());
    }
    template <class T>
    T must(Task<Result<T>> task)
    {
        auto result = run(io, std::move(task));
        if (!result) throw std::runtime_error(result.error().key + ": " + result.error().message);
        if constexpr (!std::is_void_v<T>) return *std::move(result);
    }

    TempFolder folder;
    boost::asio::io_context io{1};
    WorkerPool pool{3};
    std::unique_ptr<SqliteJobStore> store;
};

} // namespace furtka::test
