// adapters/catalog/curl_web_texts.hpp — the port WebTexts made real.
#pragma once

#include "async/worker_pool.hpp"
#include "ports/own_apps.hpp"

#include <atomic>
#include <memory>

namespace furtka {

/// Where texts may be fetched from.
enum class Reach {
    internet, ///< https, from addresses that everybody may reach
    private_too, ///< also this machine and its networks, and plain http
};

class CurlWebTexts final : public WebTexts {
public:
    explicit CurlWebTexts(Reach reach) : reach_(reach) { }

    Task<Result<std::string>> fetch(std::string address) override;
    /// Ends what is under way; for the end of the daemon.
    void stop() { *stopped_ = true; }

private:
    Reach reach_;
    std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
    WorkerPool worker_{1};
};

} // namespace furtka
