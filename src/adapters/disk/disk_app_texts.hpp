// adapters/disk/disk_app_texts.hpp — the port AppTextFiles made real.
//
//   <apps>/<name>/.furtka/edits.json   what the files said before, 0600: a text may hold a secret
//   <state>/edits/.look-<name>-4f1c…/  to the side
#pragma once

#include "async/worker_pool.hpp"
#include "ports/app_texts.hpp"

#include <filesystem>

namespace furtka {

class DiskAppTexts final : public AppTextFiles {
public:
    /// Deletes what an earlier daemon left to the side.
    DiskAppTexts(std::filesystem::path apps, std::filesystem::path side, WorkerPool& workers);

    Task<Result<AppTexts>> read(AppName app) override;
    Task<Result<std::filesystem::path>> stage(
        AppName app, std::vector<std::string> data, std::string name, std::string text) override;
    Task<void> drop(std::filesystem::path staged) override;
    Task<std::vector<EditVersion>> versions(AppName app) override;
    Task<Result<void>> keep_versions(AppName app, std::vector<EditVersion> versions) override;

private:
    std::filesystem::path apps_;
    std::filesystem::path side_;
    WorkerPool& workers_;
};

} // namespace furtka
