// support/fake_foreign.hpp — projects of other programs on the fake engine, and their files.
#pragma once

#include "ports/foreign_containers.hpp"
#include "ports/foreign_folders.hpp"
#include "support/fake_engine.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace furtka::test {

/// Recorded: `restart blog-web-1 no`, `stop blog-web-1`, `start blog-web-1`, `remove blog-web-1`; in `calls`.
class FakeForeignContainers : public ForeignContainers {
public:
    explicit FakeForeignContainers(FakeEngine& engine) : engine_(engine) { }

    std::map<ContainerId, RestartPolicy> policies;
    std::vector<std::string> calls;
    std::string refuses; ///< the call that fails, as it is recorded

    Task<Result<std::vector<ForeignContainer>>> list(std::vector<std::string> left_out) override
    {
        std::vector<ForeignContainer> list;
        for (const auto& container : engine_.containers) {
            if (std::ranges::find(left_out, container.project) == left_out.end()) list.push_back(told(container));
        }
        co_return list;
    }
    Task<Result<ForeignContainer>> inspect(ContainerId id) override
    {
        if (!is_there(id)) co_return unknown();
        co_return told(engine_.container(id));
    }
    Task<Result<void>> set_restart(ContainerId id, RestartPolicy policy) override
    {
        auto done = note("restart", id, " " + policy.name);
        if (done) policies[id] = std::move(policy);
        co_return done;
    }
    Task<Result<void>> stop(ContainerId id) override
    {
        auto done = note("stop", id);
        if (done && engine_.container(id).runs()) engine_.ends(id, 0);
        co_return done;
    }
    Task<Result<void>> start(ContainerId id) override
    {
        auto done = note("start", id);
        if (done && !engine_.container(id).runs()) engine_.starts(id);
        co_return done;
    }
    Task<Result<void>> remove(ContainerId id) override
    {
        if (!is_there(id)) co_return Result<void>{};
        if (engine_.container(id).runs()) {
            co_return furtka::fail(
                {.kind = ErrorKind::conflict, .key = "container_running", .message = "the container runs"});
        }
        auto done = note("remove", id);
        if (done) engine_.goes(id);
        co_return done;
    }

private:
    bool is_there(const ContainerId& id) const
    {
        return std::ranges::find(engine_.containers, id, &Container::id) != engine_.containers.end();
    }
    static std::unexpected<Error> unknown()
    {
        return furtka::fail({.kind = ErrorKind::not_found, .key = "container_unknown", .message = "no such container"});
    }
    ForeignContainer told(const Container& container)
    {
        ForeignContainer old;
        old.container = container;
        old.restart = policies.contains(container.id) ? policies.at(container.id) : RestartPolicy{.name = "no"};
        old.started_at = container.id.text;
        return old;
    }
    Result<void> note(const std::string& verb, const ContainerId& id, const std::string& rest = "")
    {
        if (!is_there(id)) return unknown();
        calls.push_back(verb + " " + engine_.container(id).name + rest);
        if (calls.back() == refuses)
            return furtka::fail({.kind = ErrorKind::upstream, .key = "engine_error", .message = "the engine refuses"});
        return {};
    }

    FakeEngine& engine_;
};

class FakeForeignFolders : public ForeignFolders {
public:
    std::vector<ProgramRoot> found_roots;
    ForeignFiles files;
    std::filesystem::path staged = "/staged";

    Task<std::vector<ProgramRoot>> roots() override { co_return found_roots; }
    Task<std::vector<std::string>> compose_files(std::vector<ProgramRoot>) override { co_return std::vector<std::string>(); }
    Task<ForeignFiles> read(std::vector<std::string> wanted) override
    {
        ForeignFiles texts;
        for (const auto& file : wanted) {
            if (files.contains(file)) texts[file] = files.at(file);
        }
        co_return texts;
    }
    Task<Result<std::filesystem::path>> stage(AppName, std::map<std::string, std::string>) override { co_return staged; }
    Task<void> drop(AppName) override { co_return; }
};

} // namespace furtka::test
