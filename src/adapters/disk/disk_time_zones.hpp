// adapters/disk/disk_time_zones.hpp — time zones of the system's tables.
#pragma once

#include "ports/update_policies.hpp"

#include <filesystem>

namespace furtka {

class DiskTimeZones final : public TimeZones {
public:
    explicit DiskTimeZones(
        std::filesystem::path folder = "/usr/share/zoneinfo", std::filesystem::path here = "/etc/localtime")
        : folder_(std::move(folder)), here_(std::move(here))
    {
    }

    Result<TimeZone> find(const std::string& name) override;

private:
    std::filesystem::path folder_;
    std::filesystem::path here_;
};

} // namespace furtka
