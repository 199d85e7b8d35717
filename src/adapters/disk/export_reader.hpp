// adapters/disk/export_reader.hpp — the parts of an export, one after the other, as far as they keep to the rules.
#pragma once

#include "adapters/disk/sealed_file.hpp"
#include "domain/export_file.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka {

/// Blocks. Every call: the errors of SealedReader and of ExportGuard.
class ExportReader {
public:
    static Result<ExportReader> open(int file, std::uint64_t size, const SealKey& key);

    /// The next part; what was left of the one before is passed over. Nothing: the file is whole and at its end.
    Result<std::optional<ExportPart>> next();
    /// Bytes of the part; empty: its end.
    Result<std::string> read();
    /// All of the part's, of a kind that is small.
    Result<std::string> read_all();
    void know(ExportIndex index) { guard_.know(std::move(index)); }

private:
    ExportReader(SealedReader sealed, std::uint64_t size) : sealed_(std::move(sealed)), guard_(size) { }

    SealedReader sealed_;
    ExportGuard guard_;
    bool in_part_ = false;
};

/// What comes before the images: index, files into `folder` (open and empty), `.env`.
struct ExportFront {
    ExportIndex index;
    std::string env;
};
Result<ExportFront> read_front(ExportReader& reader, int folder);

/// Reads the whole of a file. Errors as ExportReader's, and of the archives in it.
Result<void> verify_export(int file, std::uint64_t size, const SealKey& key, const std::function<bool()>& stop);

} // namespace furtka
