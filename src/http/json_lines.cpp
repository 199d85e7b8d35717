#include "http/json_lines.hpp"

#include <utility>

namespace furtka::http {

namespace {

std::string_view without_return(std::string_view line)
{
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

} // namespace

LineSplitter::LineSplitter(std::function<void(std::string_view)> sink, std::size_t longest_line)
    : sink_(std::move(sink)), longest_line_(longest_line)
{
}

bool LineSplitter::feed(std::string_view bytes)
{
    while (!broken_ && !bytes.empty()) {
        const auto end = bytes.find('\n');
        const auto piece = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        // One more than the limit, for the return that may stand before the newline.
        if (rest_.size() + piece.size() > longest_line_ + 1) {
            broken_ = true;
            break;
        }
        if (end == std::string_view::npos) {
            rest_.append(piece);
            continue;
        }
        // A line that came in one piece is delivered without a copy.
        const std::string held = std::exchange(rest_, {});
        const std::string joined = held.empty() ? std::string() : held + std::string(piece);
        const auto line = without_return(held.empty() ? piece : std::string_view(joined));
        if (line.size() > longest_line_) broken_ = true;
        if (!broken_ && !line.empty()) sink_(line);
    }
    if (broken_) rest_ = {};
    return !broken_;
}

void LineSplitter::finish()
{
    const std::string held = std::exchange(rest_, {});
    const auto line = without_return(held);
    if (!broken_ && !line.empty() && line.size() <= longest_line_) sink_(line);
}

} // namespace furtka::http
