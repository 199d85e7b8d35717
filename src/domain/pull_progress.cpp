#include "domain/pull_progress.hpp"

#include <algorithm>
#include <limits>

namespace furtka {
namespace {

/// Far above the layers of any real app; keeps a stream that never stops naming layers from filling the memory.
constexpr std::size_t most_layers = 20'000;

std::uint64_t plus(std::uint64_t a, std::uint64_t b)
{
    const auto most = std::numeric_limits<std::uint64_t>::max();
    return a > most - b ? most : a + b;
}

bool is_downloaded(std::string_view status)
{
    return status == "Download complete" || status == "Verifying Checksum" || status == "Extracting"
        || status == "Pull complete" || status == "Already exists";
}

bool is_end_of_download(std::string_view status) { return status == "Download complete" || status == "Pull complete"; }

bool is_announcement(std::string_view status) { return status == "Pulling fs layer" || status == "Waiting"; }

} // namespace

void PullProgress::note_size(std::string_view layer, bool known)
{
    if (!known) {
        if (announced_.size() < most_layers && !layers_.contains(layer)) announced_.emplace(layer);
        return;
    }
    if (const auto found = announced_.find(layer); found != announced_.end()) announced_.erase(found);
}

void PullProgress::add(std::string_view /*image*/, const PullLine& line)
{
    // The line `Pulling from library/nginx` carries the tag as its id: a layer is what has bytes, or is known already.
    if (line.layer.empty()) return;
    if (is_announcement(line.status)) note_size(line.layer, false);
    if (line.total > 0 || is_downloaded(line.status)) note_size(line.layer, true);
    auto found = layers_.find(line.layer);
    if (found == layers_.end()) {
        if (layers_.size() + unsized_.size() >= most_layers) return;
        if (is_downloaded(line.status) && line.total == 0) { // an extraction may count seconds
            if (is_end_of_download(line.status)) unsized_.emplace(line.layer);
            return;
        }
        if (line.current == 0 && line.total == 0) return;
        if (const auto known = unsized_.find(line.layer); known != unsized_.end()) unsized_.erase(known);
        found = layers_.emplace(line.layer, Layer{}).first;
    }
    auto& layer = found->second;
    layer.total = std::max(layer.total, line.total);
    // Extracting counts the same bytes from zero once more, and a retried download starts again: neither takes back what
    // came.
    const bool downloaded = is_downloaded(line.status);
    layer.done = std::max(layer.done, downloaded ? layer.total : line.current);
    told_ = told_ || announced_.empty();
}

void PullProgress::set_size(std::string_view layer, std::uint64_t bytes)
{
    const auto found = unsized_.find(layer);
    if (found == unsized_.end()) return;
    unsized_.erase(found);
    layers_.emplace(layer, Layer{.done = bytes, .total = bytes});
}

JobProgress PullProgress::sum() const
{
    JobProgress sum;
    for (const auto& [id, layer] : layers_) {
        sum.bytes_done = plus(sum.bytes_done, layer.done);
        if (told_) sum.bytes_total = plus(sum.bytes_total, std::max(layer.total, layer.done));
    }
    return sum;
}

} // namespace furtka
