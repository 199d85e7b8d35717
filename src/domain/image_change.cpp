#include "domain/image_change.hpp"

#include <algorithm>

namespace furtka {

std::vector<ServiceChange> changed_services(const std::vector<ServiceImage>& images)
{
    std::vector<ServiceChange> changes;
    for (const auto& image : images) {
        if (!image.running || !image.local || *image.running == *image.local) continue;
        changes.push_back({.service = image.service, .from = *image.running, .to = *image.local, .tag = image.tag});
    }
    return changes;
}

std::vector<ServiceChange> unapplied_changes(
    const std::vector<ServiceChange>& changes, const std::vector<ServiceImage>& after)
{
    const auto runs_the_wanted_image = [&](const ServiceChange& change) {
        const auto found = std::ranges::find(after, change.service, &ServiceImage::service);
        return found != after.end() && found->running == change.to;
    };
    std::vector<ServiceChange> unapplied;
    std::ranges::remove_copy_if(changes, std::back_inserter(unapplied), runs_the_wanted_image);
    return unapplied;
}

} // namespace furtka
