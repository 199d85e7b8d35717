// services/update_all.hpp — every app updated, one after the other, providers before those who need them.
#pragma once

#include "domain/update_round.hpp"
#include "services/jobs.hpp"
#include "services/live_picture.hpp"
#include "services/update_app.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace furtka {

class UpdateAll {
public:
    UpdateAll(boost::asio::any_io_executor executor, LivePicture& picture, Jobs& jobs, UpdateApp& update);

    /// Body of the job that `round_claim` is claimed for. Each app's update is a job of its own; when this one is cancelled
    /// that goes on to its end, and no further one is begun. An app that another job works on is left out, with that reason.
    /// A round in which an app failed is done all the same: its result tells.
    Task<Result<UpdateRound>> run(OnFailure on_failure, JobContext& job);

private:
    Task<RoundResult> update_one(std::string app);

    boost::asio::any_io_executor executor_;
    LivePicture& picture_;
    Jobs& jobs_;
    UpdateApp& update_;
};

/// The installed apps, providers before those who need them.
std::vector<std::string> update_order(const LivePicture& picture);

/// What a round claims instead of an app: no app can have this name, and a second round is refused.
inline constexpr const char* round_claim = "all apps";

} // namespace furtka
