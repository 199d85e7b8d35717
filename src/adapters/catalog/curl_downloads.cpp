#include "adapters/catalog/curl_downloads.hpp"

#include "adapters/catalog/download.hpp"

namespace furtka {

Task<Result<void>> CurlDownloads::fetch(
    std::string address, std::string ca_file, std::filesystem::path to, DownloadLimits limits)
{
    WantedDownload wanted{
        .address = std::move(address), .ca_file = std::move(ca_file), .to = std::move(to), .limits = limits};
    CO_CHECK(co_await run(std::move(wanted)));
    co_return Result<void>{};
}

Task<Result<std::string>> CurlDownloads::fetch_text(std::string address, std::string ca_file, DownloadLimits limits)
{
    return run({.address = std::move(address), .ca_file = std::move(ca_file), .to = "", .limits = limits});
}

Task<Result<std::string>> CurlDownloads::run(WantedDownload wanted)
{
    using Work = std::function<Result<std::string>(const WorkerPool::Stop&)>;
    Work work = [wanted = std::move(wanted), stopped = stopped_](const auto& cancelled) -> Result<std::string> {
        TRY(const auto* curl, http::CurlLibrary::get());
        return download(*curl, wanted, [&] { return *stopped || cancelled(); });
    };
    auto fetched = co_await worker_.run_stoppable(std::move(work));
    co_return fetched;
}

} // namespace furtka
