// support/tar_text.hpp — archives of any kind, hostile ones too, as bytes.
#pragma once

#include <fmt/format.h>

#include <string>

namespace furtka::test {

/// A ustar archive. Types: `0` file, `1` hard link, `2` symbolic link, `3` device, `5` folder, `6` FIFO.
class TarText {
public:
    TarText& add(const std::string& path, const std::string& text, char type = '0', const std::string& link = "")
    {
        std::string head(512, '\0');
        head.replace(0, path.size(), path);
        head.replace(100, 7, "0000644");
        head.replace(124, 11, fmt::format("{:011o}", text.size()));
        head.replace(136, 11, "00000000000");
        head[156] = type;
        head.replace(157, link.size(), link);
        head.replace(257, 8,
            std::string("ustar\0"
                        "00",
                8));
        head.replace(148, 8, "        ");
        unsigned sum = 0;
        for (const char c : head) sum += static_cast<unsigned char>(c);
        head.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
        bytes_ += head + text + std::string((512 - text.size() % 512) % 512, '\0');
        return *this;
    }
    std::string text() const { return bytes_ + std::string(1024, '\0'); }

private:
    std::string bytes_;
};

} // namespace furtka::test
