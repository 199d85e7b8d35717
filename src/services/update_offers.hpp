// services/update_offers.hpp — the images an app could have now, in the words that the owner's rules decide by.
#pragma once

#include "domain/update_policy.hpp"
#include "ports/history.hpp"
#include "services/live_picture.hpp"

#include <string_view>
#include <vector>

namespace furtka {

/// What the checks found, with what is known of images that were taken back.
class UpdateOffers {
public:
    UpdateOffers(const LivePicture& picture, History& history) : picture_(picture), history_(history) { }

    /// Reads what was taken back; again after each update. A failure is logged, and what was known stays.
    Task<void> load();

    /// Of every service with an image that is available, held back or not.
    std::vector<UpdateOffer> of(std::string_view app) const;
    UpdateOffer of(std::string_view app, const ServiceCheck& check) const;

private:
    const LivePicture& picture_;
    History& history_;
    std::vector<RefusedImage> refused_;
};

/// How long the app was away in its newest updates: the median of the last five that were proven. None: it had none, or
/// the history cannot be read.
Task<std::optional<std::chrono::milliseconds>> expected_downtime(History& history, AppName app);

} // namespace furtka
