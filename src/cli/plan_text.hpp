// cli/plan_text.hpp — the plan of an installation as people read it.
#pragma once

#include "domain/settings.hpp"

#include <boost/json/fwd.hpp>

#include <string>

namespace furtka::cli {

/// What is installed before the app; empty when nothing is.
std::string steps_text(const boost::json::value& plan);
/// What would be done, with all sections; secrets in `given` are not shown.
std::string plan_text(const boost::json::value& plan, const SettingValues& given);
/// The sections alone: settings, ports, permissions, images, notices.
std::string plan_sections(const boost::json::value& plan, const SettingValues& given);

} // namespace furtka::cli
