// domain/stand_in.hpp — local images that stand for those which an app's compose files name by a digest.
//
// An engine that loads an image from an archive does not learn its registry's digest (moby issue 22011; seen on 20.10 to
// 28.5 and with both image stores), so it does not have what came out of a file by such a name. Furtka remembers in the
// app's folder which local image it is, and tells Compose that one in an override; the author's files stay as they came. A
// record counts for its digest alone: once the files name another, Compose is told nothing.
#pragma once

#include "domain/compose_model.hpp"
#include "domain/names.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct StandIn {
    std::string image; ///< as compose files have it: `nginx:1@sha256:…`
    ImageId id; ///< of the local image, which has the name `stand_in_name(id)` (domain/own_tags.hpp)
    auto operator<=>(const StandIn&) const = default;
};

/// Relative to the app's folder.
inline constexpr const char* stand_ins_file = ".furtka/images.json";
inline constexpr std::size_t most_stand_ins = 200;
inline constexpr std::size_t largest_stand_ins = 256 * 1024; ///< bytes

std::string to_json(const std::vector<StandIn>& stand_ins);
/// What cannot be read stands for nothing.
std::vector<StandIn> parse_stand_ins(std::string_view json);

/// Whether it is the image of this text: the same digest in the same repository, whatever tag is written beside it.
bool stands_for(const StandIn& stand_in, std::string_view image);

/// The model with `ServiceModel::stand_in` where one of these stands for the service's image.
ComposeModel with_stand_ins(ComposeModel model, const std::vector<StandIn>& stand_ins);
bool has_stand_ins(const ComposeModel& model);

/// What Compose is told beside the app's files: the local image of each such service, which is in no registry.
std::string images_override(const ComposeModel& model);

} // namespace furtka
