// adapters/docker/docker_exec.hpp — the port Exec made real.
#pragma once

#include "adapters/docker/connection.hpp"
#include "ports/exec.hpp"

namespace furtka::docker {

class DockerExec : public Exec {
public:
    explicit DockerExec(Connection& connection) : connection_(connection) { }

    Task<Result<ExecId>> create(ContainerId id, ExecSpec spec) override;
    Task<Result<std::unique_ptr<ExecStream>>> start(ExecId id) override;
    Task<Result<void>> start_alone(ExecId id) override;
    Task<Result<void>> resize(ExecId id, TerminalSize size) override;
    Task<Result<ExecState>> state(ExecId id) override;

private:
    Connection& connection_;
};

} // namespace furtka::docker
