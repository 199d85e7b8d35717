// support/fake_exec.hpp — processes in the fake engine's containers.
#pragma once

#include "async/notice.hpp"
#include "ports/exec.hpp"
#include "support/fake_calls.hpp"
#include "support/fake_engine.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace furtka::test {

/// One process. Shared by the fake and the open stream.
struct FakeProcess {
    explicit FakeProcess(const boost::asio::any_io_executor& executor) : changed(executor) { }

    void writes(std::string bytes)
    {
        output.push_back(std::move(bytes));
        changed.notify();
    }
    void ends(int code)
    {
        if (!state.running) return;
        state = {.running = false, .exit_code = code};
        changed.notify();
    }

    ContainerId container;
    ExecSpec spec;
    ExecState state;
    bool begun = false;
    std::deque<std::string> output;
    std::string typed; ///< what was written to it
    std::vector<TerminalSize> sizes;
    bool cut = false; ///< the engine is gone
    Notice changed;
};

/// Recorded: `exec c1 /bin/sh -c …` (create, the first two words of the command), `begin 1`, `begin alone 2`, `resize 1
/// 80x24`. Looks: `state 1`. A process does what `on_begin` makes of it; without, it runs until it is ended.
class FakeExec final : public Exec, public FakeCalls {
public:
    FakeExec(boost::asio::any_io_executor executor, FakeEngine& engine) : executor_(std::move(executor)), engine_(engine) { }

    std::function<void(FakeProcess&)> on_begin;
    std::function<void(FakeProcess&, const std::string& bytes)> on_input;
    std::map<std::string, std::shared_ptr<FakeProcess>> processes; ///< by id

    FakeProcess& process(const std::string& id) { return *processes.at(id); }
    std::size_t running() const
    {
        std::size_t count = 0;
        for (const auto& [id, each] : processes) count += each->state.running ? 1 : 0;
        return count;
    }

    Task<Result<ExecId>> create(ContainerId id, ExecSpec spec) override
    {
        CO_CHECK(co_await enter("exec " + id.text + " " + spec.command.front() + " " + spec.user));
        const auto found = std::ranges::find(engine_.containers, id, &Container::id);
        if (found == engine_.containers.end())
            co_return furtka::fail({.kind = ErrorKind::not_found, .key = "container_unknown"});
        if (found->state != RunState::running)
            co_return furtka::fail({.kind = ErrorKind::conflict, .key = "container_not_running"});
        const auto made = std::make_shared<FakeProcess>(executor_);
        made->container = id;
        made->spec = std::move(spec);
        const auto name = std::to_string(processes.size() + 1);
        processes[name] = made;
        co_return ExecId{name};
    }

    Task<Result<std::unique_ptr<ExecStream>>> start(ExecId id) override
    {
        CO_CHECK(co_await enter("begin " + id.text));
        CO_TRY(const auto process, known(id));
        begin(*process);
        co_return std::make_unique<Stream>(*this, process);
    }

    Task<Result<void>> start_alone(ExecId id) override
    {
        CO_CHECK(co_await enter("begin alone " + id.text));
        CO_TRY(const auto process, known(id));
        begin(*process);
        co_return Result<void>{};
    }

    Task<Result<void>> resize(ExecId id, TerminalSize size) override
    {
        CO_CHECK(co_await enter("resize " + id.text + " " + std::to_string(size.columns) + "x" + std::to_string(size.rows)));
        CO_TRY(const auto process, known(id));
        if (!process->begun) co_return furtka::fail({.kind = ErrorKind::upstream, .key = "engine_error"});
        process->sizes.push_back(size);
        co_return Result<void>{};
    }

    Task<Result<ExecState>> state(ExecId id) override
    {
        CO_CHECK(co_await look("state " + id.text));
        CO_TRY(const auto process, known(id));
        co_return process->state;
    }

private:
    class Stream final : public ExecStream {
    public:
        Stream(FakeExec& owner, std::shared_ptr<FakeProcess> process) : owner_(owner), process_(std::move(process)) { }

        Task<Result<std::string>> read() override
        {
            const auto process = process_;
            while (process->output.empty() && process->state.running && !process->cut) co_await process->changed.wait();
            if (process->cut) co_return furtka::fail({.kind = ErrorKind::upstream, .key = "stream_cut"});
            if (process->output.empty()) co_return std::string();
            auto piece = std::move(process->output.front());
            process->output.pop_front();
            co_return piece;
        }
        Task<Result<void>> write(std::string bytes, std::chrono::milliseconds) override
        {
            if (!process_->state.running) co_return furtka::fail({.kind = ErrorKind::upstream, .key = "stream_cut"});
            process_->typed += bytes;
            if (owner_.on_input) owner_.on_input(*process_, bytes);
            co_return Result<void>{};
        }

    private:
        FakeExec& owner_;
        std::shared_ptr<FakeProcess> process_;
    };

    Result<std::shared_ptr<FakeProcess>> known(const ExecId& id)
    {
        const auto found = processes.find(id.text);
        if (found == processes.end()) return furtka::fail({.kind = ErrorKind::not_found, .key = "exec_unknown"});
        return found->second;
    }
    void begin(FakeProcess& process) const
    {
        process.begun = true;
        process.state.running = true;
        if (on_begin) on_begin(process);
    }

    boost::asio::any_io_executor executor_;
    FakeEngine& engine_;
};

} // namespace furtka::test
