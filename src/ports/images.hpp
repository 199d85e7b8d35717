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
    std::vector<std::string> tags; ///< `nginx:1`, as the engine writes them
    std::string version; ///< label org.opencontainers.image.version, or empty
    std::vector<std::string> volumes; ///< paths that the image declares as VOLUME, in order
    bool operator==(const Image&) const = default;
};

/// False: the pull is to be given up.
using PullLineSink = std::function<bool(const PullLine&)>;

struct PullLimits {
    std::chrono::milliseconds silence{120'000}; ///< no line for so long: timeout
    std::chrono::milliseconds total{6 * 3600 * 1000};
};

class Images {
public:
    virtual ~Images() = default;

    /// The local image of a reference, or none. Source: GET /images/{name}/json.
    virtual Task<Result<std::optional<Image>>> find(ImageRef ref) = 0;

    /// The image with this id, tagged or not, or none.
    virtual Task<Result<std::optional<Image>>> find_id(ImageId id) = 0;

    /// Makes `ref` (its name and tag; not a digest) point to the image, whatever it pointed to. not_found `image_gone`.
    /// Source: POST /images/{name}/tag.
    virtual Task<Result<void>> tag(ImageId id, ImageRef ref) = 0;

    /// Takes away a name that Furtka gave (domain/own_tags.hpp); denied `tag_foreign` for any other. An absent one is
    /// success. conflict `image_in_use`: it is the image's last name and a container was made from it. The image goes with
    /// its last name. Source: DELETE /images/{name}.
    virtual Task<Result<void>> untag(ImageRef ref) = 0;

    /// Deletes an image that has no tag and that no container was made from; any other is left as it is. Both are success.
    virtual Task<Result<void>> drop_untagged(ImageId id) = 0;

    /// Furtka's names for what one app may go back to, or all may with an empty name. Source: GET /images/json.
    virtual Task<Result<std::vector<ImageRef>>> own_tags(std::string app) = 0;

    /// Downloads what the reference points to, with the credentials of the docker client's configuration file.
    /// Every kind of failure is an error: a status, `errorDetail` inside a 200, "toomanyrequests" inside a 500, a stream
    /// that ends without the engine's closing `Status:` line (upstream `pull_cut`). not_found `image_unknown`,
    /// `image_platform` (not published for this machine, perhaps not yet) | denied `registry_denied` (401, 403; hint: log
    /// in) | upstream `registry_rate_limit` | upstream `pull_failed` | no_space `disk_full` | unavailable
    /// `registry_unreachable` | timeout `pull_silent`, `time_limit` | cancelled (also `pull_stopped`, by the sink: the
    /// request is closed, which cancels the pull at the engine). Source: POST /images/create.
    virtual Task<Result<void>> pull(ImageRef ref, PullLimits limits, PullLineSink sink) = 0;
};

} // namespace furtka
