#include "adapters/disk/disk_certificate_files.hpp"

#include "adapters/disk/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace furtka {
namespace {

constexpr const char* tls_folder = "tls";
constexpr const char* authority_name = "authority.pem";
constexpr const char* server_name = "server.pem";
constexpr std::string_view key_begins = "-----BEGIN PRIVATE KEY-----";
constexpr std::size_t largest_pem = std::size_t{256} * 1024;

std::unexpected<Error> tls_unusable(const std::filesystem::path& state, int number)
{
    Error error = disk_error(number, "use the folder " + (state / tls_folder).string());
    if (error.key != "disk_full") error.key = "state_unusable";
    return fail(std::move(error));
}

// One that is there and cannot be read is not as none: another authority would be made in its place.
Result<std::optional<CertifiedKey>> pair_in(int folder, const std::string& name, const std::filesystem::path& state)
{
    const auto read = read_text(folder, name, largest_pem);
    if (read.kind == TextRead::Kind::absent) return std::nullopt;
    if (read.kind != TextRead::Kind::read) return tls_unusable(state, read.number == 0 ? EINVAL : read.number);
    const auto at = read.text.find(key_begins);
    if (at == std::string::npos || at == 0) return std::nullopt;
    return CertifiedKey{.chain = read.text.substr(0, at), .key = read.text.substr(at)};
}

Result<KeptCertificates> load_pairs(const std::filesystem::path& state)
{
    const OwnedFd folder = open_folder(state / tls_folder);
    if (!folder && errno == ENOENT) return KeptCertificates{};
    if (!folder) return tls_unusable(state, errno);
    KeptCertificates kept;
    TRY(kept.authority, pair_in(folder.get(), authority_name, state));
    TRY(kept.certificate, pair_in(folder.get(), server_name, state));
    return kept;
}

Result<void> keep_pair(const std::filesystem::path& state, const std::string& name, const CertifiedKey& pair)
{
    const OwnedFd parent = open_folder(state);
    if (!parent) return tls_unusable(state, errno);
    const auto folder = make_folder(parent.get(), tls_folder, 0700);
    if (!folder) return tls_unusable(state, errno);
    auto written = write_text(folder->get(), name, pair.chain + pair.key, 0600);
    if (!written && written.error().key != "disk_full") return tls_unusable(state, errno);
    return written;
}

Result<std::string> read_pem(const std::filesystem::path& file)
{
    const auto cannot = [&](std::string_view why) {
        return fail({.kind = ErrorKind::invalid,
            .key = "tls_files",
            .message = fmt::format("the certificate's file {} cannot be read: {}", file.string(), why),
            .hint = "see that --tls-cert and --tls-key name files that the daemon's user may read"});
    };
    std::error_code problem;
    const bool regular = std::filesystem::is_regular_file(file, problem);
    if (problem) return cannot(problem.message());
    if (!regular) return cannot("it is no file");
    const auto size = std::filesystem::file_size(file, problem);
    if (problem || size > largest_pem) return cannot(problem ? problem.message() : "it is too large");
    std::ifstream stream(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad()) return cannot("permission denied");
    return text;
}

Result<CertifiedKey> read_both(const std::filesystem::path& chain, const std::filesystem::path& key)
{
    CertifiedKey pair;
    TRY(pair.chain, read_pem(chain));
    TRY(pair.key, read_pem(key));
    return pair;
}

} // namespace

Task<Result<KeptCertificates>> DiskCertificateFiles::load()
{
    std::function<Result<KeptCertificates>()> work = [state = state_] { return load_pairs(state); };
    auto loaded = co_await pool_.run(std::move(work));
    co_return loaded;
}

Task<Result<void>> DiskCertificateFiles::keep_authority(CertifiedKey pair)
{
    std::function<Result<void>()> work = [state = state_, pair = std::move(pair)] {
        return keep_pair(state, authority_name, pair);
    };
    auto kept = co_await pool_.run(std::move(work));
    co_return kept;
}

Task<Result<void>> DiskCertificateFiles::keep_certificate(CertifiedKey pair)
{
    std::function<Result<void>()> work = [state = state_, pair = std::move(pair)] {
        return keep_pair(state, server_name, pair);
    };
    auto kept = co_await pool_.run(std::move(work));
    co_return kept;
}

Task<Result<CertifiedKey>> DiskCertificateFiles::read(std::filesystem::path chain, std::filesystem::path key)
{
    std::function<Result<CertifiedKey>()> work = [chain = std::move(chain), key = std::move(key)] {
        return read_both(chain, key);
    };
    auto pair = co_await pool_.run(std::move(work));
    co_return pair;
}

} // namespace furtka
