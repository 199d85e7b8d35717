// services/check_images.hpp — what the tags of some images point to, against what the engine has; nothing is downloaded.
#pragma once

#include "domain/update_check.hpp"
#include "ports/inspection.hpp"
#include "services/world.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace furtka {

/// One distinct reference to look at.
struct AskedImage {
    ImageRef ref;
    ServiceCheck before; ///< the last result for it; empty: none
    bool wants_tags = false; ///< a newer tag of its line is looked for
};

struct ImageAnswers {
    std::map<std::string, ImageAnswer> images; ///< by `ImageRef::familiar()`
    std::vector<SameContent> learned;
};

/// One HEAD for each reference, at most 8 at a time, beside one listing of the engine's images. Only where the digests
/// differ and that difference was not looked at before, index and manifests are read. A registry that does not answer twice
/// is not asked again, one whose limit is used up is left out. An error only when the engine does not answer.
Task<Result<ImageAnswers>> check_images(World world, Inspection& inspection, EngineInfo engine,
    std::vector<AskedImage> asked, const std::set<SameContent>& known);

} // namespace furtka
