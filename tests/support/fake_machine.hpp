// support/fake_machine.hpp — a server whose figures and folders are what the test says, and containers that tell what they
// take when the test does.
#pragma once

#include "async/notice.hpp"
#include "ports/container_stats.hpp"
#include "ports/machine.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka::test {

class FakeMachine : public Machine {
public:
    MachineFigures now{
        .memory_total = 8'000, .memory_available = 5'000, .load = {0.5, 0.25, 0.125}, .cpus = 4, .uptime_seconds = 60};
    std::map<std::string, FolderNames> trees; ///< by path; others are not there

    MachineFigures figures() override { return now; }
    Result<DiskFigures> disk(const std::filesystem::path&) override { return DiskFigures{.total = 1'000, .free = 400}; }
    Task<Result<FolderNames>> folders(std::filesystem::path folder, std::size_t most) override
    {
        const auto found = trees.find(folder.string());
        if (found == trees.end()) co_return fail({.kind = ErrorKind::not_found, .key = "folder_unknown", .message = "none"});
        auto names = found->second;
        if (names.names.size() > most) {
            names.names.resize(most);
            names.more = true;
        }
        co_return names;
    }
};

class FakeStats : public ContainerStats {
public:
    explicit FakeStats(const boost::asio::any_io_executor& executor) : told_(executor) { }

    /// Streams begun and open, by container.
    std::map<std::string, int> begun;
    std::map<std::string, int> open;

    void tell(const std::string& container, StatsSample sample)
    {
        samples_[container] = sample;
        told_.notify();
    }
    void end_all()
    {
        ended_ = true;
        told_.notify();
    }

    Task<Result<void>> follow(ContainerId id, StatsSink sink) override
    {
        struct Open {
            explicit Open(int& count) : count_(count) { ++count_; }
            ~Open() { --count_; }
            Open(const Open&) = delete;
            Open& operator=(const Open&) = delete;
            int& count_;
        };
        ++begun[id.text];
        const Open counted(open[id.text]);
        while (!ended_) {
            const auto sample = samples_.find(id.text);
            if (sample != samples_.end() && !sink(sample->second)) break;
            co_await told_.wait();
        }
        co_return Result<void>{};
    }

private:
    Notice told_;
    std::map<std::string, StatsSample> samples_;
    bool ended_ = false;
};

} // namespace furtka::test
