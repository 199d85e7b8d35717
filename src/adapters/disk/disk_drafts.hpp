// adapters/disk/disk_drafts.hpp — the port Drafts made real: `<state>/drafts/<app>.env`.
#pragma once

#include "base/owned_fd.hpp"
#include "ports/drafts.hpp"

#include <filesystem>

namespace furtka {

class DiskDrafts : public Drafts {
public:
    /// The folder is made (mode 0700) at the first write.
    explicit DiskDrafts(std::filesystem::path folder) : folder_(std::move(folder)) { }

    Task<Result<std::optional<std::string>>> read(AppName app) override;
    Task<Result<void>> write(AppName app, std::string env) override;
    Task<Result<void>> remove(AppName app) override;

private:
    std::filesystem::path folder_;
};

} // namespace furtka
