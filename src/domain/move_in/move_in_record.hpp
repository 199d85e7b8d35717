// domain/move_in/move_in_record.hpp — what must be known to put a project back that Furtka took over.
#pragma once

#include "base/result.hpp"
#include "domain/move_in/foreign_project.hpp"
#include "domain/move_in/program_layout.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace furtka {

struct OldContainer {
    ContainerId id;
    std::string name;
    std::string service;
    RestartPolicy restart; ///< as its program had set it
    bool ran = false;
    bool operator==(const OldContainer&) const = default;
};

/// `.furtka/move-in.json` of an app that was taken over.
struct MoveInRecord {
    Program program = Program::compose;
    std::string project;
    std::string folder; ///< of its compose file, which stays the other program's
    std::vector<OldContainer> containers; ///< in the order they were started
    std::vector<std::string> volumes; ///< the engine's names; not made by Furtka
    std::vector<std::string> folders; ///< on the server, outside of the app's folder; not made by Furtka
    bool confirmed = false; ///< the old containers are gone
    bool operator==(const MoveInRecord&) const = default;
};

inline constexpr std::size_t largest_move_in_record = 256 * 1024; ///< bytes

std::string to_json(const MoveInRecord& record);
/// broken `move_in_record`.
Result<MoveInRecord> parse_move_in_record(std::string_view text);

/// The record of a project that runs under its own program.
MoveInRecord record_of(const ForeignProject& project, const AppSpot& spot);

} // namespace furtka
