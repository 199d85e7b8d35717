// services/diagnose.hpp — why an app is down: gathers the facts that `domain/diagnosis` judges.
#pragma once

#include "domain/diagnosis.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/world.hpp"

namespace furtka {

struct Diagnosis {
    std::string app;
    AppState state = AppState::unknown; ///< apart from a job that works on it
    std::vector<Cause> causes; ///< the first to be mended first; empty: it runs
};

class Diagnose {
public:
    Diagnose(World world, Policies policies, const LivePicture& picture, const Jobs& jobs);

    /// not_found `app_not_installed`. What cannot be asked is left out of the facts; at most 10 s, and at most 8 services
    /// are looked at.
    Task<Result<Diagnosis>> run(std::string app);

private:
    Task<Result<DownFacts>> gather(DownFacts facts, std::vector<ServiceCondition> services);
    Task<ServiceFacts> look_at(std::string app, ServiceCondition condition);
    Task<std::optional<PortHeld>> holder(std::string app, std::uint16_t port, std::string protocol);
    std::optional<Error> last_failure(std::string_view app) const;
    void disk_facts(DownFacts& facts);

    World world_;
    Policies policies_;
    const LivePicture& picture_;
    const Jobs& jobs_;
};

} // namespace furtka
