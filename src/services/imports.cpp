#include "services/imports.hpp"

#include "base/log.hpp"

namespace furtka {

Result<void> Imports::check_free(const std::string& id) const
{
    if (!held_->contains(id)) return {};
    return fail({.kind = ErrorKind::conflict,
        .key = "import_in_use",
        .message = "the file is being installed",
        .hint = "wait for the end of that job, or cancel it"});
}

Task<Result<ExportUpload>> Imports::append(std::string id, std::uint64_t offset, std::string bytes)
{
    CO_CHECK(check_free(id));
    opened_.erase(id);
    co_return co_await files_.append(std::move(id), offset, std::move(bytes));
}

Task<Result<void>> Imports::remove(std::string id)
{
    CO_CHECK(check_free(id));
    opened_.erase(id);
    co_return co_await files_.remove_upload(std::move(id));
}

Task<Result<InstallRequest>> Imports::open(std::string id, std::optional<std::string> passphrase, InstallRequest request)
{
    CO_CHECK(check_free(id));
    auto known = opened_.find(id);
    if (known == opened_.end() || passphrase) {
        CO_TRY(auto file, co_await files_.open(id, std::move(passphrase)));
        CO_CHECK(check_free(id)); // an installation may have begun meanwhile
        known = opened_.insert_or_assign(id, std::move(file)).first;
    }
    request.name.clear();
    request.source = known->second->folder();
    request.import = std::make_shared<ImportSource>(ImportSource{.file = known->second, .inspection = inspection_});
    co_return request;
}

std::shared_ptr<void> Imports::hold(const std::string& id)
{
    held_->insert(id);
    return {nullptr, [held = held_, id](void*) { held->erase(id); }};
}

Task<void> Imports::installed(std::string id)
{
    opened_.erase(id);
    const auto removed = co_await files_.remove_upload(std::move(id));
    if (!removed) log::warning("installed file not deleted", {{"reason", removed.error().message}});
}

} // namespace furtka
