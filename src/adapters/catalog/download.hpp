// adapters/catalog/download.hpp — one file of the web, fetched by libcurl. Blocks: for a thread of its own.
#pragma once

#include "base/result.hpp"
#include "http/curl_library.hpp"
#include "ports/catalog_fetch.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace furtka {

struct WantedDownload {
    std::string address;
    std::string ca_file;
    std::filesystem::path to; ///< empty: into memory
    DownloadLimits limits;
    bool public_only = false; ///< connects only to addresses that everybody may reach, and through no proxy
};

/// The text, or nothing when it went into the file. The errors of Downloads; denied `address_private`: it, or what it
/// redirects to, is at an address that is not everybody's.
Result<std::string> download(const http::CurlLibrary& curl, const WantedDownload& wanted, std::function<bool()> stop);

} // namespace furtka
