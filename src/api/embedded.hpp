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
};

/// Made by cmake/Embed.cmake; in path order.
std::span<const EmbeddedFile> embedded_files();
const EmbeddedFile* find_embedded(std::string_view path);

/// By the file name's end: `text/html; charset=utf-8`.
std::string_view content_type(std::string_view path);

/// 200 or 304; gzip when the caller takes it. The entity tag tells the encodings apart (RFC 9110 8.8.3).
http::Response file_reply(const http::Request& request, const EmbeddedFile& file, std::string_view type);

/// Whether Accept-Encoding takes gzip: `gzip;q=0` does not.
bool takes_gzip(const http::Headers& headers);

} // namespace furtka::api
