// domain/install_note.hpp — what an install writes into the journal about one app, so that it can be taken back.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

/// A name that an import gave to an image it brought.
struct BroughtImage {
    std::string name;
    std::string before; ///< id of the image that had it, or empty
    bool operator==(const BroughtImage&) const = default;
};

struct InstallNote {
    std::string app;
    bool replaced = false; ///< another folder of that name was installed before
    bool ran = false; ///< and its containers ran
    std::vector<std::string> new_volumes; ///< the engine's names of volumes that did not exist before
    bool started = false; ///< `up` was or may have been called: volumes may hold data
    bool imported = false; ///< it came out of a file: all that was made goes when it is taken back, volumes too
    std::vector<BroughtImage> images; ///< that may have been loaded
    bool operator==(const InstallNote&) const = default;
};

std::string to_json(const InstallNote& note);
/// invalid `journal_data`.
Result<InstallNote> parse_install_note(std::string_view json);

} // namespace furtka
