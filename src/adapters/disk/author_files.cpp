#include "adapters/disk/author_files.hpp"

#include "adapters/disk/copy.hpp"
#include "adapters/disk/files.hpp"
#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "domain/path_rules.hpp"

#include <sodium.h>

#include <array>

namespace furtka {
namespace {

constexpr CopyLimits author_limits;
constexpr std::size_t largest_text = std::size_t{256} << 10;
constexpr std::size_t most_text = std::size_t{4} << 20;

std::string sha256_of(std::string_view text)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return hex_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

class Reading {
public:
    explicit Reading(int root) : root_(root) { }

    void folder(int at, const std::string& prefix, int depth)
    {
        for (const auto& name : names_in(at, author_limits.files + 1)) {
            if (prefix.empty() && (name == ".env" || name == ".furtka" || name == ".git")) continue;
            if (files.size() >= author_limits.files) return;
            const OwnedFd inner = open_folder(at, name);
            if (!inner) {
                file(prefix + name);
            } else if (depth > 1) {
                folder(inner.get(), prefix + name + "/", depth - 1);
            }
        }
    }

    void file(const std::string& path)
    {
        auto read = read_text(root_, path, author_limits.bytes);
        if (read.kind != TextRead::Kind::read) return;
        AuthorFile file{.hash = sha256_of(read.text), .text = std::nullopt};
        const bool is_kept = read.text.size() <= largest_text && text_ + read.text.size() <= most_text
            && read.text.find('\0') == std::string::npos && is_utf8(read.text);
        if (is_kept) {
            text_ += read.text.size();
            file.text = std::move(read.text);
        }
        files.emplace(path, std::move(file));
    }

    AuthorFiles files;

private:
    int root_;
    std::size_t text_ = 0;
};

} // namespace

AuthorFiles read_author_files(int folder)
{
    Reading reading(folder);
    reading.folder(folder, "", author_limits.depth);
    return std::move(reading.files);
}

AuthorFiles read_author_files(int folder, const std::vector<std::string>& paths)
{
    Reading reading(folder);
    for (const auto& path : paths) {
        if (stays_inside(path)) reading.file(path);
    }
    return std::move(reading.files);
}

} // namespace furtka
