// api/embedded.hpp — files that are part of the program: the web page and the API's description.
#pragma once

#include "http/message.hpp"

#include <span>
#include <string_view>

namespace furtka::api {

struct EmbeddedFile {
    std::string_view path; ///< `/index.html`
    std::string_view hash; ///< of the content, hexadecimal
    std::string_view raw;
    std::string_view gzip; ///< empty when it would not be smaller
    std::string_view brotli; ///< empty when there is none
};

/// Made by cmake/Embed.cmake; in path order.
std::span<const EmbeddedFile> embedded_files();
const EmbeddedFile* find_embedded(std::string_view path);

/// By the file name's end: `text/html; charset=utf-8`.
std::string_view content_type(std::string_view path);

/// 200 or 304; packed as the caller takes it. The entity tag tells the encodings apart (RFC 9110 8.8.3). Files below
/// `/assets/` have their content's hash in their name and are kept for a year; all others are asked for again each time.
http::Response file_reply(const http::Request& request, const EmbeddedFile& file, std::string_view type);

/// Whether Accept-Encoding takes `coding` by name: `gzip;q=0` does not.
bool takes_coding(const http::Headers& headers, std::string_view coding);

} // namespace furtka::api
