// ports/engine_copies.hpp — what an app consists of on the engine, copied out of it and into it.
#pragma once

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/image_ref.hpp"
#include "domain/names.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace furtka {

/// Takes bytes, and is waited for. An error ends the copy and is its result.
using CopySink = std::function<Task<Result<void>>(std::string)>;
/// Gives bytes; empty: that was all. An error ends the copy and is its result.
using CopySource = std::function<Task<Result<std::string>>()>;

/// A volume by the engine's name, or a folder of this server, as a container that is never started sees it.
struct CopiedPlace {
    AppName app;
    bool is_folder = false;
    std::string source; ///< name of the volume, or absolute path
    ImageId image; ///< any that the engine has: no container can be made without one
};

/// Every call: unavailable `engine_unreachable`, upstream `engine_error`, timeout `engine_timeout`, cancelled.
class EngineCopies {
public:
    virtual ~EngineCopies() = default;

    /// Several images as one archive. Source: GET /images/get.
    virtual Task<Result<void>> save_images(std::vector<ImageRef> images, CopySink sink) = 0;
    /// upstream `image_load`: the engine's own words; no_space `disk_full`. Source: POST /images/load.
    virtual Task<Result<void>> load_images(CopySource source) = 0;
    /// Takes a name away from an image, which goes with its last name unless a container uses it. An absent one is success.
    /// Only for what an import brought and takes back. Source: DELETE /images/{name}.
    virtual Task<Result<void>> drop_image(ImageRef ref) = 0;

    /// All that is in a place, as a tar with owners and modes. Whatever uses it should be stopped.
    /// Source: GET /containers/{id}/archive, of a created container.
    virtual Task<Result<void>> read_place(CopiedPlace place, CopySink sink) = 0;
    /// Unpacks a tar into a place. no_space `disk_full`. Source: PUT /containers/{id}/archive.
    virtual Task<Result<void>> write_place(CopiedPlace place, CopySource source) = 0;
    /// Removes the containers that these two left when they were interrupted.
    virtual Task<Result<void>> remove_helpers(AppName app) = 0;

    /// Makes the volume that Compose would make for a key, as Compose would label it; there is none of that name.
    virtual Task<Result<void>> make_project_volume(AppName app, std::string key) = 0;
    /// Makes a volume by the engine's name, with the app's label; there is none of that name.
    virtual Task<Result<void>> make_external_volume(AppName app, std::string name) = 0;

    /// Bytes in each volume, as far as the engine knows them. Source: GET /system/df.
    virtual Task<Result<std::map<std::string, std::uint64_t>>> volume_sizes() = 0;
};

} // namespace furtka
