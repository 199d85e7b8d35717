// adapters/catalog/curl_downloads.hpp — the port Downloads made real, by libcurl on a thread of its own.
#pragma once

#include "adapters/catalog/download.hpp"
#include "async/worker_pool.hpp"
#include "ports/catalog_fetch.hpp"

#include <atomic>
#include <memory>

namespace furtka {

/// One download at a time: a server that is slow holds up no other work of the daemon.
class CurlDownloads final : public Downloads {
public:
    Task<Result<void>> fetch(
        std::string address, std::string ca_file, std::filesystem::path to, DownloadLimits limits) override;
    Task<Result<std::string>> fetch_text(std::string address, std::string ca_file, DownloadLimits limits) override;
    /// Ends what is under way; for the end of the daemon.
    void stop() { *stopped_ = true; }

private:
    Task<Result<std::string>> run(WantedDownload wanted);

    std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
    WorkerPool worker_{1};
};

} // namespace furtka
