// services/change_fan.hpp — one change told to several listeners, in order.
#pragma once

#include "services/changes.hpp"

#include <utility>
#include <vector>

namespace furtka {

class ChangeFan : public ChangeListener {
public:
    explicit ChangeFan(std::vector<ChangeListener*> listeners) : listeners_(std::move(listeners)) { }

    void app_changed(std::string_view app) override
    {
        for (auto* listener : listeners_) listener->app_changed(app);
    }
    void engine_changed() override
    {
        for (auto* listener : listeners_) listener->engine_changed();
    }
    void job_changed(const Job& job) override
    {
        for (auto* listener : listeners_) listener->job_changed(job);
    }

private:
    std::vector<ChangeListener*> listeners_;
};

} // namespace furtka
