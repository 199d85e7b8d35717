#include "adapters/catalog/curl_web_texts.hpp"

#include "adapters/catalog/download.hpp"

#include <fmt/format.h>

namespace furtka {
namespace {

constexpr DownloadLimits text_limits{
    .bytes = largest_own_text, .time = std::chrono::seconds(20), .silence = std::chrono::seconds(10)};

/// The same failure as one of an address that the owner gave.
Error of_an_address(Error error)
{
    if (error.key == "address_private") {
        error.key = "own_url_private";
        error.hint = "give an address on the Internet, or paste the text; allow_private_sources lets Furtka ask there";
    } else if (error.key == "catalog_too_large") {
        error.key = "own_url_large";
        error.message = fmt::format("what is there is larger than {} KiB", largest_own_text >> 10);
        error.hint = "a compose file is a few hundred lines at most";
    } else if (error.key == "catalog_missing") {
        error.key = "own_url_missing";
        error.hint = "look at the address";
    } else if (error.key == "catalog_refused") {
        error.key = "own_url_refused";
        error.hint = "look at the address, or paste the text";
    } else if (error.key == "catalog_unreachable") {
        error.key = "own_url_unreachable";
    }
    return error;
}

} // namespace

Task<Result<std::string>> CurlWebTexts::fetch(std::string address)
{
    const bool everywhere = reach_ == Reach::private_too;
    CO_CHECK(check_own_url(address, everywhere));
    using Work = std::function<Result<std::string>(const WorkerPool::Stop&)>;
    WantedDownload wanted{
        .address = std::move(address), .ca_file = "", .to = "", .limits = text_limits, .public_only = !everywhere};
    Work work = [wanted = std::move(wanted), stopped = stopped_](const auto& cancelled) -> Result<std::string> {
        TRY(const auto* curl, http::CurlLibrary::get());
        return download(*curl, wanted, [&] { return *stopped || cancelled(); });
    };
    auto fetched = co_await worker_.run_stoppable(std::move(work));
    if (!fetched) co_return fail(of_an_address(std::move(fetched).error()));
    co_return fetched;
}

} // namespace furtka
