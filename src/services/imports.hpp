// services/imports.hpp — files that are brought to be installed: from their first byte to the installation.
#pragma once

#include "ports/exports.hpp"
#include "ports/inspection.hpp"
#include "services/install_plan.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace furtka {

class Imports {
public:
    Imports(ExportFiles& files, Inspection& inspection) : files_(files), inspection_(inspection) { }

    Task<Result<std::string>> begin(std::uint64_t size) { return files_.begin_upload(size); }
    /// conflict `import_in_use`: it is being installed. Otherwise as ExportFiles::append.
    Task<Result<ExportUpload>> append(std::string id, std::uint64_t offset, std::string bytes);
    Task<Result<ExportHead>> head(std::string id) { return files_.head(std::move(id)); }
    Task<Result<void>> remove(std::string id);

    /// `request` with the file as its source. Without a passphrase the file counts as it was opened last. Errors of
    /// ExportFiles::open; conflict `import_in_use`.
    Task<Result<InstallRequest>> open(std::string id, std::optional<std::string> passphrase, InstallRequest request);

    /// An installation begins with it: it stays as it is for as long as what is returned lives.
    std::shared_ptr<void> hold(const std::string& id);
    /// It was installed, and is not needed any more.
    Task<void> installed(std::string id);

private:
    Result<void> check_free(const std::string& id) const;

    ExportFiles& files_;
    Inspection& inspection_;
    std::map<std::string, std::shared_ptr<IncomingExport>> opened_;
    std::shared_ptr<std::set<std::string>> held_ = std::make_shared<std::set<std::string>>();
};

} // namespace furtka
