// http/response_head.hpp — the header of a response as bytes.
#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace furtka::http {

/// How the end of the body shows.
struct Framing {
    std::optional<std::size_t> length; ///< bytes of the body; none: chunked, or until the connection ends
    bool chunked = false;
    bool close = false; ///< the connection ends after this response
    bool http_1_0 = false; ///< the client needs to be told when the connection stays
};

/// Control characters in fields become spaces: they would start another line. Fields that are the server's are left out.
std::string format_head(int status, const Headers& headers, const Framing& framing, std::string_view date);

std::string_view reason_phrase(int status);

/// The text of the Date field, made once a second.
class DateText {
public:
    std::string_view at(std::time_t now);

private:
    std::time_t second_ = -1;
    std::string text_;
};

} // namespace furtka::http
