// ports/images.hpp — images on the engine, and pulls with bytes per layer.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/image_ref.hpp"
#include "domain/pull_progress.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace furtka {

struct Image {
    ImageId id;
    std::vector<std::string> repo_digests; ///< `127.0.0.1:5000/web@sha256:…`
    std::string architecture; ///< `amd64`
    std::uint64_t size = 0; ///< bytes, as this image store counts
    bool operator==(const Image&) const = default;
};

using PullLineSink = std::function<void(const PullLine&)>;

struct PullLimits {
    std::chrono::milliseconds silence{120'000}; ///< no line for so long: timeout
    std::chrono::milliseconds total{6 * 3600 * 1000};
};

class Images {
public:
    virtual ~Images() = default;

    /// The local image of a reference, or none. Source: GET /images/{name}/json.
    virtual Task<Result<std::optional<Image>>> find(ImageRef ref) = 0;

    /// Downloads what the reference points to, with the credentials of the docker client's configuration file.
    /// Every kind of failure is an error: a status, `errorDetail` inside a 200, "toomanyrequests" inside a 500, a stream
    /// that ends without the engine's closing `Status:` line (upstream `pull_cut`). not_found `image_unknown`,
    /// `image_platform` (not published for this machine, perhaps not yet) | denied `registry_denied` (401, 403; hint: log
    /// in) | upstream `registry_rate_limit` | upstream `pull_failed` | no_space `disk_full` | unavailable
    /// `registry_unreachable` | timeout `pull_silent`, `time_limit` | cancelled (the request is closed, which cancels the
    /// pull at the engine). Source: POST /images/create.
    virtual Task<Result<void>> pull(ImageRef ref, PullLimits limits, PullLineSink sink) = 0;
};

} // namespace furtka
