// api/change_feed.hpp — turns changes of the picture and of jobs into events, so that a busy job does not flood its
// listeners.
#pragma once

#include "services/changes.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace furtka::api {

/// Renders what changed. None: the app is gone.
struct ChangeTexts {
    std::function<std::optional<std::string>(std::string_view app)> app;
    std::function<std::string()> engine;
};

/// A job that only made progress is told at most every `pace`; a new stage or state is told at once. An app or an engine
/// that looks as it was last told is not told again.
class ChangeFeed : public ChangeListener {
public:
    using Publish = std::function<void(std::string_view name, std::string_view data, std::string_view app)>;

    ChangeFeed(boost::asio::any_io_executor executor, ChangeTexts texts, Publish publish,
        std::chrono::milliseconds pace = std::chrono::milliseconds(200));
    ~ChangeFeed() override;

    void app_changed(std::string_view app) override;
    void engine_changed() override;
    void job_changed(const Job& job) override;

private:
    struct State;
    std::shared_ptr<State> state_; ///< shared with the timer that sends what was held back
};

} // namespace furtka::api
