// Files that somebody brings: what of them is believed, and what is written to the disk. The seal is taken away, for no
// fuzzer finds one: the input is the frames' contents, each behind its length.

#include "adapters/disk/check_tar.hpp"
#include "adapters/disk/export_reader.hpp"
#include "adapters/disk/files.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

using namespace furtka;

namespace {

/// As a file in memory, sealed by no passphrase.
OwnedFd sealed(std::string_view input, bool as_it_is)
{
    OwnedFd file(::memfd_create("export", MFD_CLOEXEC));
    if (as_it_is) {
        if (::write(file.get(), input.data(), input.size()) < 0) return {};
        return file;
    }
    const auto key = SealKey::make(std::nullopt, "");
    auto writer = SealedWriter::begin(file.get(), {.app = "blog"}, *key);
    while (writer && input.size() > 3) {
        const auto kind = static_cast<FrameKind>(input[0]);
        const auto size = std::min<std::size_t>(
            static_cast<unsigned char>(input[1]) * 256U + static_cast<unsigned char>(input[2]), input.size() - 3);
        if (!writer->frame(kind, input.substr(3, size)) || kind == FrameKind::last) return file;
        input.remove_prefix(3 + size);
    }
    if (writer) (void)writer->frame(FrameKind::last, {});
    return file;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const int folder = [] {
        char name[] = "/tmp/fuzz-export-XXXXXX";
        return ::open(::mkdtemp(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }();
    if (size == 0) return 0;
    const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto file = sealed(input, data[0] == 'r');
    const auto key = SealKey::make(std::nullopt, "");
    const auto head = SealedReader::head(file.get());
    if (head && head->kdf) return 0; // a key takes longer than a fuzzer has
    (void)verify_export(file.get(), size, *key, [] { return false; });
    auto reader = ExportReader::open(file.get(), size, *key);
    if (!reader) return 0;
    (void)remove_tree(folder, "app");
    const auto target = make_folder(folder, "app", 0700);
    if (target) (void)read_front(*reader, target->get());
    return 0;
}
