// domain/update_check.hpp — what is known of updates: what a tag points to in the registry against what is here.
#pragma once

#include "domain/image_ref.hpp"
#include "domain/names.hpp"
#include "domain/rate_limit.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// Ordered by what an owner wants to hear first of an app: the later wins.
enum class UpdateState {
    up_to_date,
    unknown, ///< it could not be asked
    held_back, ///< there is one, and it is not to be taken yet
    available,
};

std::string_view to_text(UpdateState state);
std::optional<UpdateState> update_state(std::string_view text);

/// Why something is as it is: a stable key for programs, a sentence for people. Both empty: nothing to say.
struct Why {
    std::string key; ///< `not_yet`, `pinned`, `built_here`, `not_here`, `downloaded`, or the key of an error
    std::string text;
    bool operator==(const Why&) const = default;
};

struct ServiceCheck {
    std::string service;
    std::string image; ///< as the compose file has it
    UpdateState state = UpdateState::unknown;
    Why why;
    ImageId local; ///< that was compared; empty: the engine has none
    Digest offered; ///< what the tag pointed to; empty: not known
    WallTime first_seen{}; ///< when `offered` was seen here first; the epoch: never
    WallTime checked_at{}; ///< when the registry answered last, or failed to
    std::string newer_tag; ///< of the same line, for an image pinned to x.y.z; empty: none
    Why hold; ///< the owner's rule against taking what is available; empty: it may be taken
    bool operator==(const ServiceCheck&) const = default;
};

/// State and reason with the owner's rule: what is available and not to be taken yet is held back.
UpdateState shown_state(const ServiceCheck& check);
const Why& shown_why(const ServiceCheck& check);

struct AppCheck {
    UpdateState state = UpdateState::unknown;
    Why why; ///< of the service that gave the state
    WallTime checked_at{}; ///< of the service that was checked longest ago
    std::string newer_version; ///< of the newer revision that the app's catalog has; empty: none
    std::vector<ServiceCheck> services; ///< in the order of the compose model
    bool operator==(const AppCheck&) const = default;
};

/// What was found out about one reference.
struct ImageAnswer {
    enum class Content {
        same, ///< the tag points to what is here
        other,
        not_yet, ///< the tag points to an index without this machine's platform
        failed, ///< the registry did not tell: `why`
        left_out, ///< it was not asked, to stay inside its limit: `why`
        pinned, ///< by a digest: nothing to ask
        absent, ///< the engine has no such image, and no service was started from it
        built, ///< Compose builds it: it is in no registry
    } content = Content::failed;
    Why why;
    ImageId local;
    Digest offered;
    std::string newer_tag;
};

/// What an answer means for one service. `running`: the image its container was made from, empty when it does not run.
/// `before`: the last result of the same service and image, which stays when the registry was left out.
ServiceCheck judged(std::string service, std::string image, const ImageAnswer& answer, const ImageId& running,
    const ServiceCheck* before, WallTime now);

/// State, reason and age of the app from its services. Services that are built here, or that were never downloaded, count
/// only when there are no others.
AppCheck summed_up(std::vector<ServiceCheck> services, std::string newer_version);

/// An image of the engine, as far as comparing needs it.
struct LocalImage {
    ImageId id; ///< classic image store: of the config; containerd: of the manifest or index
    std::vector<std::string> tags; ///< `nginx:1`, as the engine writes them
    std::vector<std::string> repo_digests; ///< `nginx@sha256:…`
    bool operator==(const LocalImage&) const = default;
};

/// The image a reference means on the engine; null: none.
const LocalImage* find_local(const std::vector<LocalImage>& images, const ImageRef& ref);

/// Digests the image goes by in the repository of `ref`, its id included: with the containerd store that is one too.
std::vector<Digest> digests_of(const LocalImage& image, const ImageRef& ref);

/// Two digests that were seen to name the same content for this machine.
struct SameContent {
    Digest here;
    Digest there;
    auto operator<=>(const SameContent&) const = default;
};

} // namespace furtka
