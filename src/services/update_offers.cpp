#include "services/update_offers.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace furtka {
namespace {

constexpr std::size_t most_entries = 50; ///< of a history, looked at
constexpr std::size_t newest = 5;

} // namespace

Task<void> UpdateOffers::load()
{
    auto refused = co_await history_.refused();
    if (refused) {
        refused_ = *std::move(refused);
    } else {
        log::warning("images that were taken back cannot be read", {{"reason", refused.error().message}});
    }
}

UpdateOffer UpdateOffers::of(std::string_view app, const ServiceCheck& check) const
{
    UpdateOffer offer{.service = check.service,
        .digest = check.offered.text,
        .first_seen = std::chrono::floor<std::chrono::seconds>(check.first_seen),
        .refused = {}};
    const auto* image = check.offered.text.empty() ? nullptr : refusal_of(refused_, app, check.image, check.offered.text);
    if (image != nullptr) offer.refused = image->reason;
    return offer;
}

std::vector<UpdateOffer> UpdateOffers::of(std::string_view app) const
{
    std::vector<UpdateOffer> offers;
    const auto* view = picture_.find(app);
    if (view == nullptr || !view->update) return offers;
    for (const auto& check : view->update->services) {
        if (check.state == UpdateState::available) offers.push_back(of(app, check));
    }
    return offers;
}

Task<std::optional<std::chrono::milliseconds>> expected_downtime(History& history, AppName app)
{
    const auto entries = co_await history.list(app.text(), most_entries);
    if (!entries) co_return std::nullopt;
    std::vector<std::chrono::milliseconds> times;
    for (const auto& entry : *entries) {
        if (entry.outcome != HistoryOutcome::done || !entry.downtime || times.size() == newest) continue;
        times.push_back(*entry.downtime);
    }
    if (times.empty()) co_return std::nullopt;
    std::ranges::sort(times);
    co_return times[times.size() / 2];
}

} // namespace furtka
