// domain/pull_progress.hpp — bytes per layer from the engine's pull stream, added up so that the sum never jumps back.
#pragma once

#include "domain/job.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace furtka {

/// One line of `POST /images/create`.
struct PullLine {
    std::string layer; ///< `id`; empty for lines about the whole image
    std::string status; ///< `Downloading`, `Pull complete`, `Status: Image is up to date for …`
    std::uint64_t current = 0;
    std::uint64_t total = 0;
};

/// Counts the layers of all images of one job. The total is not told before the size of every layer announced so far is
/// known: the small ones come first, and a bar would begin at its end.
class PullProgress {
public:
    void add(std::string_view image, const PullLine& line);
    JobProgress sum() const;

    /// Layers that were downloaded without a word on their size, by `PullLine::layer`: the containerd image store tells
    /// sizes at intervals only (engine 28.5), so that nothing is told of a layer that came between two of them.
    const std::set<std::string, std::less<>>& unsized() const { return unsized_; }

    /// The bytes of one of those; of any other layer nothing is changed.
    void set_size(std::string_view layer, std::uint64_t bytes);

private:
    struct Layer {
        std::uint64_t done = 0;
        std::uint64_t total = 0;
    };
    void note_size(std::string_view layer, bool known);

    std::set<std::string, std::less<>> announced_; ///< layers whose size is still to come
    std::set<std::string, std::less<>> unsized_;
    bool told_ = false; ///< a total: it is told from then on
    std::map<std::string, Layer, std::less<>> layers_; ///< by layer id: a layer shared by two images is counted once
};

} // namespace furtka
